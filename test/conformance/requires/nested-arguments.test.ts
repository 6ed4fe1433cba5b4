import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const farmOf = (id: string) => ({ id, field: { id: `${id}1` }, fields: [{ id: `${id}1` }] });

const farms: SubgraphSource = {
  name: 'farms',
  typeDefs: `${federationLink}
    type Query { farms: [Farm!]! }
    type Farm @key(fields: "id") { id: ID! field: Field fields: [Field!]! }
    type Field @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: { farms: () => ['a', 'b'].map(farmOf) },
    Farm: { __resolveReference: ({ id }: { id: string }) => farmOf(id) },
  },
};

interface Measured {
  readonly size: string;
}

interface Representation {
  readonly id: string;
  readonly field: Measured | null;
  readonly fields?: readonly Measured[];
}

/** Sizes depend on the unit, and each estimate on sizes in another. */
const surveys: SubgraphSource = {
  name: 'surveys',
  typeDefs: `${federationLink}
    type Field @key(fields: "id") { id: ID! size(unit: String = "ha"): String! farm: Farm }
    type Farm @key(fields: "id") {
      id: ID!
      field: Field @external
      fields: [Field!]! @external
      harvest: String @requires(fields: "field { size }")
      value: String @requires(fields: "field { size(unit: \\"acre\\") } fields { size(unit: \\"m2\\") }")
    }
  `,
  resolvers: {
    Field: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      size: ({ id }: { id: string }, { unit }: { unit: string }) => `${id} in ${unit}`,
      farm: ({ id }: { id: string }) => ({ id: id[0] }),
    },
    Farm: {
      __resolveReference: (sent: Representation) => sent,
      harvest: ({ field }: Representation) => `of ${field?.size}`,
      value: ({ field, fields = [] }: Representation) =>
        `of ${[field, ...fields].map((each) => each?.size).join(', ')}`,
    },
  },
};

describe('inputs below an entity that differ in arguments only', () => {
  const values = (id: string) => ({ harvest: `of ${id}1 in ha`, value: `of ${id}1 in acre, ${id}1 in m2` });

  it('are kept apart, and from what the client asks for there', async () => {
    await using federation = await federate([farms, surveys]);
    expect(await federation.ask('{ farms { harvest value field { size(unit: "mile") } } }')).toEqual({
      data: { farms: ['a', 'b'].map((id) => ({ ...values(id), field: { size: `${id}1 in mile` } })) },
    });
  });

  it('are so where the same object is asked for twice', async () => {
    await using federation = await federate([farms, surveys]);
    const source = '{ farms { fields { farm { harvest } } ... on Farm { fields { farm { value } } } } }';
    expect(await federation.ask(source)).toEqual({
      data: { farms: ['a', 'b'].map((id) => ({ fields: [{ farm: values(id) }] })) },
    });
  });
});
