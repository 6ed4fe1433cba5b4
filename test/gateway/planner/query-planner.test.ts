import type { Plan } from '../../../gateway/src/plan.js';
import { createPlanner } from '../../../gateway/src/planner/query-planner.js';
import { compose } from '../../support/federation.js';
import { federationLink } from '../../support/subgraph-server.js';
import { whileKilling } from './kill-planners.js';

const supergraph = compose(
  [
    {
      name: 'first',
      typeDefs: `${federationLink}
        type Query { items(first: Int): [Item!]! }
        type Subscription { added: Item }
        type Item @key(fields: "id") { id: ID! price(in: String!): Int moved: Int label: String }
      `,
    },
    {
      name: 'second',
      typeDefs: `${federationLink}
        type Item @key(fields: "id") {
          id: ID!
          price(in: String!): Int @external
          rank: Int @requires(fields: "price(in: \\"EUR\\")")
          moved: Int @override(from: "first", label: "percent(25)")
          label: String @override(from: "first", label: "later")
        }
      `,
    },
  ],
  (name) => `http://${name}.example`,
);

const planner = createPlanner(supergraph);

afterAll(() => planner.close());

const plan = (source: string, operationName?: string): Promise<Plan> =>
  planner.plan({ source, operationName, labels: new Set(), percentage: 0 });

describe('the planner', () => {
  it('writes plans in the words of plan.ts', async () => {
    expect(await plan('query A($n: Int) { items(first: $n) { rank price(in: "USD") } }')).toEqual({
      root: {
        kind: 'sequence',
        nodes: [
          {
            kind: 'root-fetch',
            subgraph: 'first',
            operationKind: 'query',
            operation:
              'query($n:Int){items(first: $n){__typename id price(in: "USD") _internal_qp_alias_0: price(in: "EUR")}}',
            variables: ['n'],
            outputRewrites: [],
          },
          {
            kind: 'entity-fetch',
            subgraph: 'second',
            operationKind: 'query',
            operation:
              'query($representations:[_Any!]!){_entities(representations: $representations){...on Item{rank}}}',
            variables: [],
            batches: [
              {
                responseKey: '_entities',
                representationsVariable: 'representations',
                paths: [[{ kind: 'field', key: 'items' }, { kind: 'elements' }]],
                requires: [
                  {
                    kind: 'fragment',
                    typeCondition: 'Item',
                    selections: [
                      { kind: 'field', readFrom: '__typename', sendAs: '__typename', selections: undefined },
                      { kind: 'field', readFrom: '_internal_qp_alias_0', sendAs: 'price', selections: undefined },
                      { kind: 'field', readFrom: 'id', sendAs: 'id', selections: undefined },
                    ],
                  },
                ],
                inputRewrites: [],
                outputRewrites: [],
              },
            ],
          },
        ],
      },
    });
  });

  it('names the labels of overrides', () => {
    const { overrideLabels, overridePercentages } = planner;
    expect({ overrideLabels, overridePercentages }).toEqual({ overrideLabels: ['later'], overridePercentages: [25] });
  });

  it('plans a subscription as its source and what is run for each event', async () => {
    expect(await plan('subscription { added { id } }')).toEqual({
      root: undefined,
      subscription: { subgraph: 'first', operation: 'subscription{added{id}}', variables: [], outputRewrites: [] },
    });
  });

  it('refuses what it cannot plan', async () => {
    await expect(plan('{ nothing }')).rejects.toMatchObject({ name: 'PlanningError' });
    await expect(plan('query A { items { id } } query B { items { id } }', 'C')).rejects.toMatchObject({
      name: 'PlanningError',
    });
  });

  it.each([
    'query ($with: Boolean!) { items { id rank @include(if: $with) } }',
    '{ items { ... @skip(if: true) { id } } }',
  ])('is not asked with conditions: %s', async (source) => {
    await expect(plan(source)).rejects.toThrow('An operation is planned once its conditions are known.');
  });

  it('stops when it is told to', async () => {
    const request = { source: '{ items { id } }', operationName: undefined, labels: new Set<string>(), percentage: 0 };
    await expect(planner.plan({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'PlanningError',
    });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('bears no grudge against what its processes were killed over (it takes /proc to kill one)', async () => {
    const harmed = createPlanner(supergraph);
    const ask = (of: typeof planner, source: string) =>
      of.plan({ source, operationName: undefined, labels: new Set(), percentage: 0 });
    const kills = ['{ items { rank } }', '{ items { rank label } }'].map((source) => ask(harmed, source));
    await whileKilling(Promise.allSettled(kills));
    const later = '{ items(first: 2) { rank id label } }';
    expect(await ask(harmed, later)).toEqual(await ask(planner, later));
    await harmed.close();
  });
});
