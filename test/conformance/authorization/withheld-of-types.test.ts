import { type Federation, federate } from '../../support/federation.js';
import { payroll } from './payroll.subgraph.js';
import { registry } from './registry.subgraph.js';

/** For the registry's only person; its only robot has nothing that is guarded. */
const expected = {
  data: { workers: [{ id: 'p1', salary: null }, { id: 'r1' }] },
  errors: [
    {
      message: 'The caller lacks the rights to Person.salary.',
      path: ['workers', 0, 'salary'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    },
  ],
};

describe('what is withheld of one type alone', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await federate([registry, payroll]);
  });
  afterAll(async () => {
    await federation[Symbol.asyncDispose]();
  });

  it.each([
    ['a fragment', '{ workers { id ... on Person { salary } } }'],
    ['a fragment in another', '{ workers { id ... { ... on Worker { ... on Person { salary } } } } }'],
    ['a named fragment', '{ workers { id ...Paid } } fragment Paid on Person { salary }'],
    ['a fragment in a named one', '{ workers { ...Any } } fragment Any on Worker { id ... on Person { salary } }'],
    [
      'a conditional fragment',
      'query ($paid: Boolean = true) { workers { id ... on Person @include(if: $paid) { salary } } }',
    ],
  ])('is told for objects of that type, although nothing else hangs on their type: %s', async (_, source) => {
    expect(await federation.ask(source)).toEqual(expected);
    expect(federation.subgraphs.calls.splice(0).map(({ query }) => query)).toEqual([
      expect.not.stringContaining('salary'),
    ]);
  });

  it('is not told, and its type not needed, where it is not included', async () => {
    const source = 'query ($paid: Boolean!) { workers { id ... on Person @include(if: $paid) { salary } } }';
    expect(await federation.ask(source, { paid: false })).toEqual({
      data: { workers: [{ id: 'p1' }, { id: 'r1' }] },
    });
  });
});
