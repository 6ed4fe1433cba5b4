import type { EntityBatch, Plan, Planner } from '../../../gateway/src/plan.js';
import { federate } from '../../support/federation.js';
import { federationLink } from '../../support/subgraph-server.js';

const items = {
  name: 'items',
  typeDefs: `${federationLink}
    type Query { item(id: ID!): Item }
    type Item @key(fields: "id") { id: ID! }`,
  resolvers: { Query: { item: (_: unknown, { id }: { id: string }) => ({ id }) } },
};

const labels = {
  name: 'labels',
  typeDefs: `${federationLink} type Item @key(fields: "id") { id: ID!, label: String }`,
  resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => ({ id, label: `item ${id}` }) } },
};

const ids = Array.from({ length: 3_000 }, (_, index) => `${index}`);

/** Each item is completed by a batch of its own, as where many aliases ask for different things. */
const plan: Plan = {
  root: {
    kind: 'sequence',
    nodes: [
      {
        kind: 'root-fetch',
        subgraph: 'items',
        operationKind: 'query',
        operation: `{${ids.map((id) => `i${id}: item(id: "${id}") { __typename id }`).join(' ')}}`,
        variables: [],
        outputRewrites: [],
      },
      {
        kind: 'entity-fetch',
        subgraph: 'labels',
        operationKind: 'query',
        operation: `query (${ids.map((id) => `$r${id}: [_Any!]!`).join(' ')}) {
          ${ids.map((id) => `e${id}: _entities(representations: $r${id}) { ... on Item { label } }`).join('\n')}
        }`,
        variables: [],
        batches: ids.map(batchOf),
      },
    ],
  },
};

function batchOf(id: string): EntityBatch {
  const field = (name: string) => ({ kind: 'field', readFrom: name, sendAs: name, selections: undefined }) as const;
  return {
    responseKey: `e${id}`,
    representationsVariable: `r${id}`,
    paths: [[{ kind: 'field', key: `i${id}` }]],
    requires: [{ kind: 'fragment', typeCondition: 'Item', selections: [field('__typename'), field('id')] }],
    inputRewrites: [],
    outputRewrites: [],
  };
}

const planner: Planner = {
  overrideLabels: [],
  overridePercentages: [],
  plan: () => Promise.resolve(plan),
  close: () => Promise.resolve(),
};

describe('a plan with thousands of batches', () => {
  it('is compiled and run in a time that grows with their number, not with its square', async () => {
    await using federation = await federate([items, labels], { createPlanner: () => planner });
    const source = `{ ${ids.map((id) => `i${id}: item(id: "${id}") { label }`).join(' ')} }`;
    expect(await federation.ask(source)).toEqual({
      data: Object.fromEntries(ids.map((id) => [`i${id}`, { label: `item ${id}` }])),
    });
    expect(federation.callsSince()).toEqual(['items', 'labels']);
  });
});
