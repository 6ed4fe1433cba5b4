import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const firms = [
  { __typename: 'Firm', id: 'f1', seat: { country: { iso: 'DE' } } },
  { __typename: 'Firm', id: 'f2', seat: { country: null } },
];

const register: SubgraphSource = {
  name: 'register',
  typeDefs: `${federationLink}
    type Query { firms: [Firm!]! party: Party }
    interface Party { id: ID! }
    type Firm implements Party @key(fields: "id seat { country { iso } }") { id: ID! seat: Seat! }
    type Seat @shareable { country: Country }
    type Country @shareable { iso: ID! }
  `,
  resolvers: { Query: { firms: () => firms, party: () => firms[0] } },
};

interface Reference {
  readonly id: string;
  readonly seat: { readonly country: { readonly iso: string } | null };
}

/** Finds firms by where they are, and knows more of that. */
const atlas: SubgraphSource = {
  name: 'atlas',
  typeDefs: `${federationLink}
    type Firm @key(fields: "id seat { country { iso } }") { id: ID! seat: Seat! map: String }
    type Seat @shareable { country: Country city(style: String): String! }
    type Country @shareable { iso: ID! flag: String }
  `,
  resolvers: {
    Firm: {
      __resolveReference: ({ id, seat: { country } }: Reference) => ({
        id,
        seat: { country: country && { ...country, flag: `flag of ${country.iso}` } },
        map: `map of ${id}`,
      }),
    },
    Seat: { city: (_: object, { style }: { style?: string }) => `city ${style ?? ''}` },
  },
};

describe('an object that a key looks into', () => {
  it('is completed by the subgraph that finds the entity by it', async () => {
    await using federation = await federate([register, atlas]);
    expect(await federation.ask('{ firms { seat { city country { iso flag } } map } }')).toEqual({
      data: {
        firms: [
          { seat: { city: 'city ', country: { iso: 'DE', flag: 'flag of DE' } }, map: 'map of f1' },
          { seat: { city: 'city ', country: null }, map: 'map of f2' },
        ],
      },
    });
  });

  it('is so under aliases, with arguments, and behind an interface', async () => {
    await using federation = await federate([register, atlas]);
    const source = `query ($style: String) {
      party { id ... on Firm { place: seat { id: city(style: $style) country { iso: flag } } seat { country { iso } } } }
    }`;
    expect(await federation.ask(source, { style: 'old' })).toEqual({
      data: {
        party: {
          id: 'f1',
          place: { id: 'city old', country: { iso: 'flag of DE' } },
          seat: { country: { iso: 'DE' } },
        },
      },
    });
  });

  it('is not asked for again where the key has all of it', async () => {
    await using federation = await federate([register, atlas]);
    expect(await federation.ask('{ party { ... on Firm { seat { country { iso } } } } }')).toEqual({
      data: { party: { seat: { country: { iso: 'DE' } } } },
    });
    expect(federation.callsSince()).toEqual(['register']);
  });
});
