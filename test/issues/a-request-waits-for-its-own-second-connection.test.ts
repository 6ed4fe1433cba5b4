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

/** As many as the subgraph has connections. */
const requests = 16;

/** A field that goes on in steps after a null in a non-null place answered for it: it reads while the ledger is written. */
async function readInSteps(session: Session, firstStep: Promise<undefined>): Promise<void> {
  await session.read(() => firstStep);
  for (;;) await session.read((em) => em.execute('select 1'));
}

const foreignRecord = {
  id: 'n',
  version: 1,
  tlp: 2,
  originator: 'somebody-else',
  originatorDisplay: 'NAMED',
} as const;

it('answers as many requests at once as it has connections, also when each writes while a late field reads', async () => {
  await using notes = await startTestSubgraph(noteSubgraph);
  const sessions = Array.from({ length: requests }, () => notes.database.sessionFor(viewer));
  await Promise.all(sessions.map((session) => session.read((em) => em.execute('select 1'))));
  const firstStep = Promise.withResolvers<undefined>();
  const late = sessions.map((session) => readInSteps(session, firstStep.promise));
  const answered = sessions.map(async (session) => {
    session.disclose('Note', foreignRecord);
    await session.prepareAnswer();
    await session.end();
  });
  firstStep.resolve(undefined);

  const fulfilled = sessions.map(() => 'fulfilled');
  expect((await Promise.allSettled(answered)).map(({ status }) => status)).toEqual(fulfilled);
  expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(sessions.map(() => 'rejected'));
});

it('refuses what would wait for itself: a question within a question or a change', async () => {
  await using notes = await startTestSubgraph(noteSubgraph);
  const session = notes.database.sessionFor(viewer);
  const ask = (): Promise<unknown> => session.read((em) => em.execute('select 1 as one'));
  const refused = 'Within a question or a change its entity manager is asked alone.';

  await expect(session.read(ask)).rejects.toThrow(refused);
  await expect(session.write(ask)).rejects.toThrow(refused);
  await expect(session.read(() => session.write(() => Promise.resolve()))).rejects.toThrow(refused);
  expect(await ask()).toEqual([{ one: 1 }]);
  await session.end();
});
