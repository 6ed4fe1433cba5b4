import { isNarrower, type ReaderCircle } from '@alliance/kit';

const now = new Date('2026-01-01T00:00:00Z');
const green = 1;
const amber = 2;
const strict = 3;
const red = 4;

function circle(tlp: number, more: Partial<ReaderCircle> = {}): ReaderCircle {
  const sharingGroup = tlp === amber || tlp === strict ? 'a' : null;
  return { tlp, sharingGroup, recipients: [], releaseAt: null, purposes: [], ...more };
}

const later = new Date('2026-01-02T00:00:00Z');
const earlier = new Date('2025-12-31T00:00:00Z');

it.each<[because: string, before: ReaderCircle, after: ReaderCircle, expected: boolean]>([
  ['nothing changes', circle(amber), circle(amber), false],
  ['its readers are not written down', circle(green), circle(red), false],
  ['it is stricter', circle(amber), circle(strict), true],
  ['it is less strict', circle(strict), circle(amber), false],
  ['it becomes GREEN', circle(amber), circle(green), false],
  ['it becomes RED', circle(amber), circle(red, { recipients: ['x'] }), true],
  ['it goes to another group', circle(amber), circle(amber, { sharingGroup: 'b' }), true],
  ['it goes to no group', circle(amber), circle(amber, { sharingGroup: null }), true],
  ['a recipient stays', circle(red, { recipients: ['x'] }), circle(red, { recipients: ['y', 'x'] }), false],
  ['a recipient goes', circle(red, { recipients: ['x', 'y'] }), circle(red, { recipients: ['x'] }), true],
  ['recipients need not be in the group', circle(red, { recipients: ['x'] }), circle(amber), true],
  ['nobody has read it', circle(red), circle(amber), false],
  ['it waits', circle(amber), circle(amber, { releaseAt: later }), true],
  ['it has waited', circle(amber), circle(amber, { releaseAt: earlier }), false],
  ['it waits though it becomes GREEN', circle(amber), circle(green, { releaseAt: later }), true],
  ['it is for one purpose', circle(amber), circle(amber, { purposes: ['RESEARCH'] }), true],
  [
    'it is for one purpose fewer',
    circle(amber, { purposes: ['RESEARCH', 'COMPLIANCE'] }),
    circle(amber, { purposes: ['RESEARCH'] }),
    true,
  ],
  ['it is for any purpose', circle(amber, { purposes: ['RESEARCH'] }), circle(amber), false],
  [
    'it is for one purpose more',
    circle(amber, { purposes: ['RESEARCH'] }),
    circle(amber, { purposes: ['RESEARCH', 'COMPLIANCE'] }),
    false,
  ],
])('when %s', (_because, before, after, expected) => {
  expect(isNarrower(before, after, now)).toBe(expected);
});
