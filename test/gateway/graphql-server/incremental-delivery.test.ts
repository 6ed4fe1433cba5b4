import { clients } from '../../support/event-clients.js';
import { type EventGateway, startEventGateway } from '../../support/event-gateway.js';
import { federationLink } from '../../support/subgraph-server.js';
import { type GraphQLAnswer, send } from '../../support/test-gateway.js';

const shop = {
  name: 'shop',
  typeDefs: `${federationLink} type Query { shop: Shop } type Shop { name: String wares: [String!]! }`,
  resolvers: { Query: { shop: () => ({ name: 'Lamps', wares: ['oil', 'wick'] }) } },
};

let gateway: EventGateway;
beforeAll(async () => {
  gateway = await startEventGateway([shop]);
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (query: string, accept: string) =>
  send<GraphQLAnswer>(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });

describe('parts of an answer that shall come later', () => {
  const operations = [
    { directive: '@defer', query: '{ shop { ... @defer { name } } }' },
    { directive: '@defer', query: '{ shop { ...Later @defer(label: "a") } } fragment Later on Shop { name }' },
    { directive: '@stream', query: '{ shop { wares @stream(initialCount: 1) } }' },
  ];

  it.each(operations)('are refused, with $directive named: $query', async ({ directive, query }) => {
    const refused = [
      { message: `Unknown directive "${directive}".`, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ];
    for (const accept of ['application/json', 'multipart/mixed;deferSpec=20220824, application/json']) {
      const { status, body } = await ask(query, accept);
      expect([status, body]).toMatchObject([400, { errors: refused }]);
      expect(body).not.toHaveProperty('data');
    }
    await expect(clients.ws(gateway.url, { query }).next()).rejects.toMatchObject(refused);
    expect(gateway.subgraphs.received).toEqual([]);
  });

  it('come at once with the rest where the subgraphs themselves declare the directives', async () => {
    const declared = `directive @defer on INLINE_FRAGMENT directive @stream(initialCount: Int) on FIELD`;
    await using declaring = await startEventGateway([{ ...shop, typeDefs: `${shop.typeDefs} ${declared}` }]);
    const query = '{ shop { ... @defer { name } wares @stream(initialCount: 1) } }';
    const answer = await send(`${declaring.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(answer.body).toEqual({ data: { shop: { name: 'Lamps', wares: ['oil', 'wick'] } } });
  });
});
