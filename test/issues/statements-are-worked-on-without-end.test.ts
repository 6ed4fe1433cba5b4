import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { publicViewer } from '@alliance/schema';

import { noteSubgraph } from '../support/note-subgraph.js';
import { startTestSubgraph } from '../support/running-subgraph.js';

const boundIn = async (em: SqlEntityManager): Promise<string | undefined> => {
  const [row] = await em.execute<{ bound: string }[]>(`select current_setting('statement_timeout') as bound`);
  return row?.bound;
};

it('has the database end each statement of a request after a minute, whether it reads, reads the past or writes', async () => {
  await using notes = await startTestSubgraph(noteSubgraph);
  const session = notes.database.sessionFor(publicViewer);
  const past = await notes.database.pastSessionOf(session, new Date());
  const bounds = [await session.read(boundIn), await past.read(boundIn), await session.write(boundIn)];
  await session.end();
  expect(bounds).toEqual(['1min', '1min', '1min']);
});
