import { federate } from '../../support/federation.js';
import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const rights = { isAuthenticated: true, scopes: new Set<string>(), policies: new Set<string>() };

/** Owns people, and lets only members see the number by which others know them. */
const office: SubgraphSource = {
  name: 'office',
  typeDefs: `${authorizationLink}
    type Query { person: Person people: [Person!]! }
    type Person @key(fields: "ssn") { ssn: ID! @authenticated name: String! friend: Person }
  `,
  resolvers: {
    Query: { person: () => ada, people: () => [ada, { ssn: '2', name: 'Bob', friend: ada }] },
  },
};
const ada = { ssn: '1', name: 'Ada' };

/** Answers with what it is handed. */
const curious: SubgraphSource = {
  name: 'curious',
  typeDefs: `${authorizationLink}
    type Person @key(fields: "ssn") @key(fields: "number") { ssn: ID! number: ID! echo: String shoes: Int! }
  `,
  resolvers: {
    Person: {
      __resolveReference: ({ ssn }: { ssn: string }) => ({
        ssn,
        number: `n${ssn}`,
        echo: `I was told ${ssn}`,
        shoes: 2,
      }),
    },
  },
};

/** Knows people by a number that only the curious one tells. */
const remote: SubgraphSource = {
  name: 'remote',
  typeDefs: `${authorizationLink}
    type Person @key(fields: "number") { number: ID! height: Int }
  `,
  resolvers: { Person: { __resolveReference: ({ number }: { number: string }) => ({ number, height: 180 }) } },
};

const withheld = (coordinate: string, ...path: (string | number)[]) => ({
  message: `The caller lacks the rights to ${coordinate}.`,
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

describe('a field behind a key that the caller may not read', () => {
  it('is withheld, and its subgraph is handed nothing', async () => {
    await using federation = await federate([office, curious, remote]);
    const source = '{ person { name ...Told } } fragment Told on Person { heard: echo }';
    expect(await federation.ask(source)).toEqual({
      data: { person: { name: 'Ada', heard: null } },
      errors: [withheld('Person.echo', 'person', 'heard')],
    });
    expect(federation.subgraphs.calls.map(({ subgraph, query }) => [subgraph, query])).toEqual([
      ['office', '{person{name __typename}}'],
    ]);
    expect(await federation.ask(source, {}, { rights })).toEqual({
      data: { person: { name: 'Ada', heard: 'I was told 1' } },
    });
  });

  it('takes its parent along where it must have a value, at each place', async () => {
    await using federation = await federate([office, curious, remote]);
    expect(await federation.ask('{ people { name friend { name shoes } } }')).toEqual({
      data: {
        people: [
          { name: 'Ada', friend: null },
          { name: 'Bob', friend: null },
        ],
      },
      errors: [withheld('Person.shoes', 'people', 1, 'friend', 'shoes')],
    });
    expect(federation.callsSince()).toEqual(['office']);
  });

  it('is withheld also when further subgraphs lie between', async () => {
    await using federation = await federate([office, curious, remote]);
    const source = '{ person { name height } }';
    expect(await federation.ask(source)).toEqual({
      data: { person: { name: 'Ada', height: null } },
      errors: [withheld('Person.height', 'person', 'height')],
    });
    expect(federation.subgraphs.calls.map(({ subgraph, query }) => [subgraph, query])).toEqual([
      ['office', '{person{name}}'],
    ]);
    expect(await federation.ask(source, {}, { rights })).toEqual({ data: { person: { name: 'Ada', height: 180 } } });
  });
});
