import { createHash } from 'node:crypto';

import { clients } from '../../support/event-clients.js';
import { type EventGateway, startEventGateway } from '../../support/event-gateway.js';
import { federationLink } from '../../support/subgraph-server.js';
import { type GraphQLAnswer, send } from '../../support/test-gateway.js';

const notes: string[] = [];
const source = {
  name: 'notes',
  typeDefs: `${federationLink} type Query { one: Int } type Mutation { note(text: String!): Int } type Subscription { noted: Int }`,
  resolvers: {
    Query: { one: () => 1 },
    Mutation: { note: (_: unknown, { text }: { text: string }) => notes.push(text) },
  },
};

let gateway: EventGateway;
beforeAll(async () => {
  gateway = await startEventGateway([source]);
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  notes.splice(0);
});

const json = { 'content-type': 'application/json' };

const post = (body: object, headers: Readonly<Record<string, string>> = {}) =>
  send<GraphQLAnswer>(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });

const get = (body: { readonly query?: string; readonly extensions: object }) => {
  const search = new URLSearchParams({
    ...(body.query !== undefined && { query: body.query }),
    extensions: JSON.stringify(body.extensions),
  });
  return send<GraphQLAnswer>(`${gateway.url}/graphql?${search.toString()}`, { headers: json });
};

describe('a request whose client takes none of the media types in which the hub answers', () => {
  const note = { query: 'mutation { note(text: "a") }' };

  it.each([
    'text/html',
    'image/png, text/html',
    'application/json;q=0',
    'application/json;q=0, text/*',
    'application/json; charset=latin1',
    '*/*;q=0',
    'application/*;q=0, */*',
    'json',
  ])('is refused before anything runs: %s', async (accept) => {
    const { status, body } = await post(note, { accept });
    expect([status, body]).toEqual([
      406,
      {
        errors: [
          {
            message: 'The header "accept" takes neither application/json nor application/graphql-response+json.',
            extensions: { code: 'NOT_ACCEPTABLE' },
          },
        ],
      },
    ]);
    expect(notes).toEqual([]);
  });

  it.each([
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['Application/JSON', 'application/json'],
    ['application/json; charset=UTF-8', 'application/json'],
    ['text/html, application/json;q=0.1', 'application/json'],
    ['application/json;q=0, */*;q=0.5', 'application/graphql-response+json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
  ])('is not one that sends %s, which is answered in %s', async (accept, type) => {
    const { status, headers, body } = await post(note, { accept });
    expect([status, headers.get('content-type'), body]).toEqual([200, `${type}; charset=utf-8`, { data: { note: 1 } }]);
  });
});

describe('a persisted query', () => {
  const persisted = (persistedQuery: object) => ({ extensions: { persistedQuery } });
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const note = 'mutation { note(text: "a") }';
  const mismatch = { query: note, ...persisted({ version: 1, sha256Hash: hashOf('{ one }') }) };
  const message = 'The hash in "persistedQuery" is not that of the text in "query" (SHA-256, in hexadecimal).';
  const refused = { message, extensions: { code: 'PERSISTED_QUERY_MISMATCH' } };

  it('whose hash is not that of its text is the mistake of the client, which is told what is wrong', async () => {
    for (const { status, body } of [await post(mismatch), await get(mismatch)]) {
      expect([status, body]).toEqual([400, { errors: [refused] }]);
    }
    expect(notes).toEqual([]);
  });

  it('is refused so by event stream and by WebSocket, too', async () => {
    const { status, body } = await post(mismatch, { accept: 'text/event-stream' });
    expect([status, body]).toEqual([400, { errors: [refused] }]);
    await expect(clients.ws(gateway.url, mismatch).next()).rejects.toMatchObject([refused]);
    expect(notes).toEqual([]);
  });

  it.each([{ version: 2, sha256Hash: hashOf('{ one }') }, { version: 1, sha256Hash: 7 }, { version: 1 }])(
    'in another form than the hub knows is refused by name: %j',
    async (form) => {
      for (const { status, body } of [
        await post({ query: '{ one }', ...persisted(form) }),
        await get(persisted(form)),
      ]) {
        expect([status, body.errors?.map(({ extensions }) => extensions)]).toEqual([400, [{ code: 'BAD_REQUEST' }]]);
      }
    },
  );

  it('whose hash is right is kept, and found again', async () => {
    const form = persisted({ version: 1, sha256Hash: hashOf('{ one }') });
    expect((await post({ query: '{ one }', ...form })).body).toEqual({ data: { one: 1 } });
    expect((await post(form)).body).toEqual({ data: { one: 1 } });
    expect((await get(form)).body).toEqual({ data: { one: 1 } });
  });
});
