import type { MemberViewer } from '@alliance/schema';
import type { Session } from '@alliance/kit';

import { noteSubgraph } from '../support/note-subgraph.js';
import { startTestSubgraph } from '../support/running-subgraph.js';

const viewer = (member: string): MemberViewer => ({
  kind: 'member',
  caller: `caller of ${member}`,
  member,
  roles: ['ANALYST'],
  clearance: 'AMBER',
  groups: [],
});

/** In whose name the database is asked, after it was asked something else. */
const nameIn = (session: Session): Promise<string | undefined> =>
  session.read(async (em) => {
    await em.execute('select 1');
    const [row] = await em.execute<{ name: string }[]>(`select current_setting('hub.member', true) as name`);
    return row?.name;
  });

const rounds = 20;

it('asks in the name of its viewer what a request still asks when it ends', async () => {
  await using notes = await startTestSubgraph(noteSubgraph);
  for (let round = 0; round < rounds; round += 1) {
    const ending = notes.database.sessionFor(viewer('first'));
    await nameIn(ending);
    const late = Array.from({ length: 4 }, () => nameIn(ending));
    const ended = ending.end();
    const other = notes.database.sessionFor(viewer('second'));
    const names = await Promise.all([...late, nameIn(other)]);
    await Promise.all([ended, other.end()]);
    expect(names).toEqual(['first', 'first', 'first', 'first', 'second']);
  }
});
