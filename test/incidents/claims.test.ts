import type { Caller } from '@alliance/schema';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { mutationsOf, refusalOf } from './support/mutations-of.js';
import { addClaim, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;

const group = 'xian-working-group';
const owner = callerOf('tencent-security', { groups: [group], clearance: 'RED' });
const inGroup = callerOf('ctma', { groups: [group] });
const outside = callerOf('demo-wallet');

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const mutate = mutationsOf(() => incidents);
const source = { publisher: 'somebody' };
const loss = (value: string, unit = 'USD', more: object = {}) => ({ fact: 'LOSS', value, unit, source, ...more });
const show = async (caller: Caller, id: string, fields: string) =>
  (await incidents.ask(caller, `query ($id: ID!) { incident(id: $id) { ${fields} } }`, { id })).data![
    'incident'
  ] as Record<string, unknown>;

describe('the spread', () => {
  it('compares amounts exactly and only in the same unit', async () => {
    const claims = [
      loss('86000000'),
      loss('9007199254740993.1'),
      loss('9007199254740993.10'),
      loss('13000000', 'CNY'),
      loss('0.1', 'ETH', { rateDate: '2018-04-15' }),
    ];
    const id = await report(incidents, owner, { claims });
    expect(await show(publicCaller, id, 'facts { fact unit chosen { value } values min max count }')).toEqual({
      facts: [
        {
          fact: 'LOSS',
          unit: 'USD',
          chosen: { value: '86000000' },
          values: ['86000000', '9007199254740993.1', '9007199254740993.10'],
          min: '86000000',
          max: '9007199254740993.10',
          count: 3,
        },
        { fact: 'LOSS', unit: 'CNY', chosen: null, values: ['13000000'], min: '13000000', max: '13000000', count: 1 },
        { fact: 'LOSS', unit: 'ETH', chosen: null, values: ['0.1'], min: '0.1', max: '0.1', count: 1 },
      ],
    });
  });

  it('orders times by when they begin, and compares no attributions', async () => {
    const claims = [
      { fact: 'START', value: '2018-03-28', source },
      { fact: 'START', value: '2018', source },
      { fact: 'START', value: '2018-03-28T09:00:00+08:00', source },
      { fact: 'ATTRIBUTION', value: 'Group A', source },
      { fact: 'ATTRIBUTION', value: 'Group B', source },
    ];
    const id = await report(incidents, owner, { claims });
    expect(await show(publicCaller, id, 'facts { fact unit values min max count }')).toEqual({
      facts: [
        {
          fact: 'START',
          unit: null,
          values: ['2018-03-28', '2018', '2018-03-28T09:00:00+08:00'],
          min: '2018',
          max: '2018-03-28T09:00:00+08:00',
          count: 3,
        },
        { fact: 'ATTRIBUTION', unit: null, values: ['Group A', 'Group B'], min: null, max: null, count: 2 },
      ],
    });
  });
});

const chosenFields =
  'version chosen { loss { value } victims { value } arrests { value } recovered { value } start { value } end { value } attribution { value } }';
const none = { victims: null, arrests: null, recovered: null, start: null, end: null, attribution: null };

describe('the chosen value', () => {
  it('is what the originator chose, or else the first that it claimed itself', async () => {
    const id = await report(incidents, owner, { claims: [loss('1'), loss('2'), loss('3', 'USD', { isChosen: true })] });
    expect(await show(outside, id, chosenFields)).toEqual({ version: 1, chosen: { ...none, loss: { value: '3' } } });
    const { claims } = (await show(owner, id, 'claims { id value isChosen }')) as { claims: { id: string }[] };
    await mutate(owner, 'chooseClaim', { incident: id, claim: claims[1]!.id, expectedVersion: 1 });
    expect(await show(outside, id, `${chosenFields} claims { isChosen }`)).toEqual({
      version: 2,
      chosen: { ...none, loss: { value: '2' } },
      claims: [{ isChosen: false }, { isChosen: true }, { isChosen: false }],
    });
    const stale = await mutate(owner, 'chooseClaim', { incident: id, claim: claims[0]!.id, expectedVersion: 1 });
    expect(refusalOf(stale)[0]).toBe('CONFLICT');
  });

  it('may be a claim of another member, whose claims alone choose nothing', async () => {
    const id = await report(incidents, owner);
    const claim = await addClaim(incidents, outside, { incident: id, ...loss('7') });
    expect(await show(publicCaller, id, chosenFields)).toEqual({ version: 1, chosen: { ...none, loss: null } });
    await mutate(owner, 'chooseClaim', { incident: id, claim });
    expect(await show(publicCaller, id, chosenFields)).toEqual({
      version: 2,
      chosen: { ...none, loss: { value: '7' } },
    });
  });

  it('leaves no trace of a choice that a reader may not see', async () => {
    const hidden = loss('100', 'USD', { isChosen: true, marking: { tlp: 'AMBER', sharingGroup: group } });
    const id = await report(incidents, owner, { marking: { tlp: 'CLEAR' }, claims: [hidden, loss('5'), loss('6')] });
    const fields =
      'chosen { loss { value } } facts { values min max count chosen { value } } claims { value isChosen }';
    expect(await show(inGroup, id, fields)).toEqual({
      chosen: { loss: { value: '100' } },
      facts: [{ values: ['100', '5', '6'], min: '5', max: '100', count: 3, chosen: { value: '100' } }],
      claims: [
        { value: '100', isChosen: true },
        { value: '5', isChosen: false },
        { value: '6', isChosen: false },
      ],
    });
    expect(await show(outside, id, fields)).toEqual({
      chosen: { loss: { value: '5' } },
      facts: [{ values: ['5', '6'], min: '5', max: '6', count: 2, chosen: { value: '5' } }],
      claims: [
        { value: '5', isChosen: true },
        { value: '6', isChosen: false },
      ],
    });
    expect(await show(publicCaller, id, fields)).toEqual(await show(outside, id, fields));
  });

  it('is for the originator of the incident to say, of a claim of that incident', async () => {
    const [id, other] = [await report(incidents, owner, { claims: [loss('1')] }), await report(incidents, owner)];
    const foreign = await addClaim(incidents, owner, { incident: other, ...loss('1') });
    expect(refusalOf(await mutate(owner, 'chooseClaim', { incident: id, claim: foreign }))).toEqual([
      'BAD_USER_INPUT',
      `claim: expected a claim of this incident that you may see, got "${foreign}".`,
    ]);
    expect(refusalOf(await mutate(outside, 'addClaim', { incident: id, ...loss('9'), isChosen: true }))).toEqual([
      'FORBIDDEN',
      'isChosen: only the originator of an incident chooses.',
    ]);
    const both = [loss('1', 'USD', { isChosen: true }), loss('2', 'CNY', { isChosen: true })];
    expect(refusalOf(await mutate(owner, 'reportIncident', { ...leastReport, claims: both }, '{ outcome }'))).toEqual([
      'BAD_USER_INPUT',
      'claims[1].isChosen: expected one chosen claim for LOSS, which has one already, got true.',
    ]);
  });
});

describe('claims of other members', () => {
  it('bear their own originator and marking, and make no new version', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'GREEN' } });
    const marking = { tlp: 'AMBER', sharingGroup: group, originatorDisplay: 'ALLIANCE' };
    await addClaim(incidents, inGroup, { incident: id, ...loss('4'), marking });
    await addClaim(incidents, outside, { incident: id, ...loss('8') });
    const fields = 'version claims { value tlp originatorDisplay originator { id } sharingGroup { id } }';
    const open = {
      value: '8',
      tlp: 'GREEN',
      originatorDisplay: 'NAMED',
      originator: { id: 'demo-wallet' },
      sharingGroup: null,
    };
    const narrow = { value: '4', tlp: 'AMBER', originatorDisplay: 'ALLIANCE', sharingGroup: { id: group } };
    expect(await show(inGroup, id, fields)).toEqual({
      version: 1,
      claims: [{ ...narrow, originator: { id: 'ctma' } }, open],
    });
    expect(await show(owner, id, fields)).toEqual({ version: 1, claims: [{ ...narrow, originator: null }, open] });
    expect(await show(outside, id, fields)).toEqual({ version: 1, claims: [open] });
  });

  it('cannot be added to what one may not see, as if it were not there', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'AMBER', sharingGroup: group } });
    const refused = async (caller: Caller, incident: string) =>
      refusalOf(await mutate(caller, 'addClaim', { incident, ...loss('1') }));
    expect(await refused(outside, id)).toEqual(['NOT_FOUND', `There is no incident "${id}" that you may see.`]);
    expect(await refused(outside, 'nothing')).toEqual([
      'NOT_FOUND',
      'There is no incident "nothing" that you may see.',
    ]);
    expect((await refused(publicCaller, id))[0]).toBe('UNAUTHENTICATED');
    expect(await refused(inGroup, id)).toEqual([undefined, undefined]);
  });

  it('are never wider than the incident, neither when added nor when it is narrowed', async () => {
    const id = await report(incidents, owner, { marking: { tlp: 'GREEN' } });
    expect(
      refusalOf(await mutate(outside, 'addClaim', { incident: id, ...loss('1'), marking: { tlp: 'CLEAR' } })),
    ).toEqual(['BAD_USER_INPUT', 'marking.tlp: expected GREEN or narrower, as its incident, got "CLEAR".']);
    const wide = {
      ...leastReport,
      marking: { tlp: 'AMBER' },
      claims: [loss('1', 'USD', { marking: { tlp: 'GREEN' } })],
    };
    expect(refusalOf(await mutate(owner, 'reportIncident', wide, '{ outcome }'))).toEqual([
      'BAD_USER_INPUT',
      'claims[0].marking.tlp: expected AMBER or narrower, as its incident, got "GREEN".',
    ]);
    await addClaim(incidents, owner, { incident: id, ...loss('1') });
    await addClaim(incidents, inGroup, { incident: id, ...loss('2') });
    await addClaim(incidents, outside, { incident: id, ...loss('3') });
    const marking = { tlp: 'AMBER', sharingGroup: group };
    await mutate(owner, 'updateIncident', { id, expectedVersion: 1, marking });
    const seen = ['1', '2', '3'].map((value) => ({ value, tlp: 'AMBER' }));
    expect(await show(inGroup, id, 'claims { value tlp }')).toEqual({ claims: seen });
    expect(await show(outside, id, 'claims { value tlp }')).toBeNull();
  });

  it('are added once when they are sent twice', async () => {
    const id = await report(incidents, owner);
    const [first, second] = [
      await addClaim(incidents, outside, { incident: id, ...loss('3') }),
      await addClaim(incidents, outside, { incident: id, ...loss('3') }),
    ];
    expect([first, await show(outside, id, 'claims { id }')]).toEqual([second, { claims: [{ id: first }] }]);
  });

  it('are taken back by whoever brought them', async () => {
    const id = await report(incidents, owner, { claims: [loss('1')] });
    const claim = await addClaim(incidents, outside, { incident: id, ...loss('3') });
    await mutate(owner, 'chooseClaim', { incident: id, claim });
    expect(refusalOf(await mutate(owner, 'withdrawClaim', { claim, reason: 'ERROR' }))).toEqual([
      'FORBIDDEN',
      'Only the originator of a claim withdraws it.',
    ]);
    const answer = await mutate(
      outside,
      'withdrawClaim',
      { claim, reason: 'ERROR' },
      '{ chosen { loss { value } } claims { value } }',
    );
    expect(answer.data).toEqual({ withdrawClaim: { chosen: { loss: { value: '1' } }, claims: [{ value: '1' }] } });
    expect(refusalOf(await mutate(outside, 'withdrawClaim', { claim, reason: 'ERROR' }))[0]).toBe('CONFLICT');
    expect(refusalOf(await mutate(owner, 'withdrawClaim', { claim, reason: 'ERROR' }))[0]).toBe('NOT_FOUND');
  });
});

it.each([
  [
    { fact: 'LOSS', value: '1,000', unit: 'USD' },
    'value: expected a decimal number such as "86000000.00" for LOSS, got "1,000".',
  ],
  [
    { fact: 'LOSS', value: '-5', unit: 'USD' },
    'value: expected a decimal number such as "86000000.00" for LOSS, got "-5".',
  ],
  [
    { fact: 'RECOVERED', value: '5' },
    'unit: expected a currency or token such as "CNY" or "ETH" for RECOVERED, got undefined.',
  ],
  [
    { fact: 'VICTIMS', value: '13,000+' },
    'value: expected a whole number such as "13000" for VICTIMS; say "almost" in the note, got "13,000+".',
  ],
  [
    { fact: 'START', value: '2018-02-30' },
    'value: expected a time such as "2018", "2018-03", "2018-03-28" or "2018-03-28T10:00:00Z" for START, got "2018-02-30".',
  ],
  [{ fact: 'END', value: '2018', unit: 'years' }, 'unit: expected no unit for END, got "years".'],
  [
    { fact: 'VICTIMS', value: '3', rateDate: '2018-04-15' },
    'rateDate: expected no date of rate, since only money is converted, got "2018-04-15".',
  ],
])('refuses a claim that breaks a rule and says which (%#)', async (claim, message) => {
  const id = await report(incidents, owner);
  expect(refusalOf(await mutate(outside, 'addClaim', { incident: id, source, ...claim }))).toEqual([
    'BAD_USER_INPUT',
    `input.${message}`,
  ]);
  const twice = await mutate(
    owner,
    'reportIncident',
    { ...leastReport, claims: [loss('1'), { source, ...claim }] },
    '{ outcome }',
  );
  expect(refusalOf(twice)).toEqual(['BAD_USER_INPUT', `claims[1].${message}`]);
});

it('refuses a claim that a report makes twice', async () => {
  const answer = await mutate(
    owner,
    'reportIncident',
    { ...leastReport, claims: [loss('1'), loss('1')] },
    '{ outcome }',
  );
  expect(refusalOf(answer)).toEqual([
    'BAD_USER_INPUT',
    'claims[1]: expected a claim that the list does not hold already, got "1".',
  ]);
});
