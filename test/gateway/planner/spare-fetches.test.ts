import type { Plan } from '../../../gateway/src/plan.js';
import { fetchesIn } from '../../../gateway/src/planner/plan-nodes.js';
import { createPlanner } from '../../../gateway/src/planner/query-planner.js';
import { compose } from '../../support/federation.js';
import { federationLink } from '../../support/subgraph-server.js';

const supergraph = compose(
  [
    {
      name: 'makers',
      typeDefs: `${federationLink}
        type Query { maker: Maker }
        type Maker @key(fields: "id") { id: ID! }
      `,
    },
    {
      name: 'goods',
      typeDefs: `${federationLink}
        type Query { tools: [Tool] }
        type Maker @key(fields: "id") { id: ID! goods(most: Int): [Good] main: Good }
        type Good @key(fields: "id") { id: ID! name: String weight: Int volume: Int! }
        type Tool @key(fields: "id") @key(fields: "sku shelf { code }") { id: ID! sku: ID! shelf: Shelf! name: String }
        type Shelf { code: ID! }
      `,
    },
    {
      name: 'post',
      typeDefs: `${federationLink}
        type Good @key(fields: "id") {
          id: ID!
          weight: Int @external
          volume: Int! @external
          postage: Int @requires(fields: "weight")
          storage: Int @requires(fields: "volume")
        }
        type Tool @key(fields: "sku shelf { code }") @key(fields: "id") {
          id: ID!
          sku: ID!
          shelf: Shelf!
          name: String @external
          label: String @requires(fields: "name")
        }
        type Shelf { code: ID! @shareable }
      `,
    },
  ],
  (name) => `http://${name}.example`,
);

const planner = createPlanner(supergraph);

afterAll(() => planner.close());

/** What is asked of whom, in order, entities without their surroundings. */
async function asked(source: string): Promise<readonly string[]> {
  const { root }: Plan = await planner.plan({ source, operationName: undefined, labels: new Set(), percentage: 0 });
  return (root ? fetchesIn(root) : []).map(
    ({ subgraph, operation }) => `${subgraph} ${operation.replace(/^[^{]*\{_entities\([^)]*\)\{(.*)\}\}$/, '$1')}`,
  );
}

describe('a call', () => {
  it('is spared where the subgraph that brings the objects can be asked for the inputs at once', async () => {
    expect(await asked('{ maker { goods(most: 3) { name postage } } }')).toEqual([
      'makers {maker{__typename id}}',
      'goods ...on Maker{goods(most:3){__typename name id weight}}',
      'post ...on Good{postage}',
    ]);
  });

  it('is spared where all that it asks for is there', async () => {
    expect(await asked('{ tools { name label } }')).toEqual([
      'goods {tools{__typename name id sku shelf{code}}}',
      'post ...on Tool{label}',
    ]);
  });

  it('is not spared where the input may not be null, and would take the object with it', async () => {
    expect(await asked('{ maker { main { storage } } }')).toEqual([
      'makers {maker{__typename id}}',
      'goods ...on Maker{main{__typename id}}',
      'goods ...on Good{volume}',
      'post ...on Good{storage}',
    ]);
  });
});
