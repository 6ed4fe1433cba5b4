import { federate } from '../../support/federation.js';
import { authorizationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const rights = { isAuthenticated: true, scopes: new Set<string>(), policies: new Set<string>() };

const accounts = [
  { __typename: 'Analyst', id: 'a1', mood: 3 },
  { __typename: 'Robot', id: 'r1', mood: 9 },
];
const find = ({ id }: { id: string }) => accounts.find((account) => account.id === id);

const people: SubgraphSource = {
  name: 'people',
  typeDefs: `${authorizationLink}
    type Query { accounts: [Account!]! robot: Robot }
    interface Account @key(fields: "id") { id: ID! mood: Int }
    type Analyst implements Account @key(fields: "id") { id: ID! mood: Int @authenticated }
    type Robot implements Account @key(fields: "id") { id: ID! mood: Int }
  `,
  resolvers: {
    Query: { accounts: () => accounts, robot: () => accounts[1] },
    Account: { __resolveReference: find },
    Analyst: { __resolveReference: find },
    Robot: { __resolveReference: find },
  },
};

/** Reckons with the mood, of which its composer did not ask it to say that it is guarded. */
const weather: SubgraphSource = {
  name: 'weather',
  typeDefs: `${authorizationLink}
    type Account @key(fields: "id") @interfaceObject {
      id: ID! mood: Int @external gloom: Int @requires(fields: "mood") forecast: Int @authenticated hours: Int
    }
  `,
  resolvers: {
    Account: {
      __resolveReference: (reference: object) => ({ ...reference, forecast: 5, hours: 8 }),
      gloom: ({ mood }: { mood: number }) => -mood,
    },
  },
};

describe('fields of an interface object', () => {
  it('are guarded by their own directives and by what they need, on every type', async () => {
    await using federation = await federate([people, weather]);
    const source = '{ robot { gloom forecast hours } accounts { id ... on Robot { gloom hours } } }';
    const answer = await federation.ask(source);
    expect(answer).toMatchObject({
      data: {
        robot: { gloom: null, forecast: null, hours: 8 },
        accounts: [{ id: 'a1' }, { id: 'r1', gloom: null, hours: 8 }],
      },
    });
    const { errors } = answer as { errors: { path: unknown }[] };
    expect(errors.map(({ path }) => path)).toEqual([
      ['robot', 'gloom'],
      ['robot', 'forecast'],
      ['accounts', 1, 'gloom'],
    ]);
    expect(federation.subgraphs.calls.map(({ text }) => text).join()).not.toMatch(/mood|gloom|forecast/);
    expect(await federation.ask('{ robot { forecast hours } }', {}, { rights })).toEqual({
      data: { robot: { forecast: 5, hours: 8 } },
    });
  });
});
