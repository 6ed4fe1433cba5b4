import { Ctx, Query, Resolver } from 'type-graphql';
import type { SubgraphContext } from '@alliance/kit';

import { noteSubgraph } from '../support/note-subgraph.js';
import { startTestSubgraph } from '../support/running-subgraph.js';
import { publicCaller } from '../support/token-issuer.js';

/** More than are asked until the server has seen that its client is gone. */
const manyReads = 20_000;

const begun = Promise.withResolvers<undefined>();
const over = Promise.withResolvers<string>();

@Resolver()
class LongResolver {
  @Query(() => String)
  async long(@Ctx() { session }: SubgraphContext): Promise<string> {
    try {
      for (let read = 0; read < manyReads; read += 1) {
        await session.read((em) => em.execute('select 1'));
        begun.resolve(undefined);
      }
      over.resolve('went on to its end');
    } catch (error) {
      over.resolve(String(error));
    }
    return 'long';
  }
}

it('asks the database nothing more once the client has gone', async () => {
  await using notes = await startTestSubgraph({
    ...noteSubgraph,
    resolvers: [...noteSubgraph.resolvers, LongResolver],
  });
  const client = new AbortController();
  const token = await notes.tokenFor('notes', publicCaller);
  const asked = fetch(notes.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ long }' }),
    signal: client.signal,
  });
  await begun.promise;
  client.abort();
  await expect(asked).rejects.toThrow();
  expect(await over.promise).toBe('Whoever asked has gone; nothing more is read for it.');
});
