import type { MemberViewer } from '@alliance/schema';
import type { Session } from '@alliance/kit';

import { noteSubgraph } from '../support/note-subgraph.js';
import { startTestSubgraph } from '../support/running-subgraph.js';

const viewer: MemberViewer = {
  kind: 'member',
  caller: 'caller',
  member: 'reader',
  roles: ['ANALYST'],
  clearance: 'AMBER',
  groups: [],
};

/** As when the database restarts, or another takes over: the connection is gone in the midst of a transaction. */
const loseConnection = 'select pg_terminate_backend(pg_backend_pid())';

const ways: readonly (readonly [string, (session: Session) => Promise<unknown>])[] = [
  ['reads', (session) => session.read((em) => em.execute(loseConnection))],
  ['writes', (session) => session.write((em) => em.execute(loseConnection))],
];

/** More than the subgraph has connections. */
const requests = 20;

it.each(ways)('goes on after more connections were lost by %s than it may open', async (_way, lose) => {
  await using notes = await startTestSubgraph(noteSubgraph);
  for (let request = 0; request < requests; request += 1) {
    const session = notes.database.sessionFor(viewer);
    await expect(lose(session)).rejects.toThrow();
    await session.end();
  }
  const session = notes.database.sessionFor(viewer);
  expect(await session.read((em) => em.execute('select 1 as one'))).toEqual([{ one: 1 }]);
  await session.end();
});
