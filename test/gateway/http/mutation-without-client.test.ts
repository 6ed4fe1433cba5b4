import { startEventGateway } from '../../support/event-gateway.js';
import { federationLink } from '../../support/subgraph-server.js';
import { nextEvent } from '../../support/test-gateway.js';

const schema = (fields: string) =>
  `${federationLink} type Query { ok: Boolean @shareable } type Mutation { ${fields} }`;

it('a mutation whose client goes away is not begun any further, and what it has changed stays changed', async () => {
  const changed: string[] = [];
  const change = (name: string) => () => changed.push(name);
  const [begun, released, done] = Array.from({ length: 3 }, () => Promise.withResolvers<unknown>());
  const slow = async () => {
    begun?.resolve(undefined);
    await released?.promise;
    changed.push('slow');
    done?.resolve(undefined);
  };
  const first = {
    name: 'first',
    typeDefs: schema('before: Int slow: Int'),
    resolvers: { Mutation: { before: change('before'), slow } },
  };
  const second = {
    name: 'second',
    typeDefs: schema('after: Int'),
    resolvers: { Mutation: { after: change('after') } },
  };
  await using gateway = await startEventGateway([first, second]);

  const leaving = new AbortController();
  const answer = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"mutation { before slow after }"}',
    signal: leaving.signal,
  });
  await begun?.promise;
  const operationFinished = nextEvent('operation-finished');
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await operationFinished;
  released?.resolve(undefined);
  await done?.promise;
  expect(changed).toEqual(['before', 'slow']);
  expect(gateway.subgraphs.received.map(({ subgraph }) => subgraph)).toEqual(['first']);
});
