import { pino } from 'pino';
import { membersSubgraph } from '@alliance/members';

import { formatSubgraphError } from '../../subgraphs/kit/src/server/format-error.js';
import { startTestSubgraph } from '../support/running-subgraph.js';

/** Each is refused with a message that repeats what was refused. */
const refused = {
  'a text within JSON': `select '{"victim": "Alice\\u0000"}'::json ->> 'victim'`,
  'a value of another type': `select 'Alice'::uuid`,
};

it.each(Object.entries(refused))('logs %s that the database refuses without repeating it', async (_what, sql) => {
  await using members = await startTestSubgraph(membersSubgraph);
  const session = members.database.sessionFor({ kind: 'public' });
  const error: unknown = await session.write((em) => em.execute(sql)).catch((thrown: unknown) => thrown);
  const lines: string[] = [];

  const shown = formatSubgraphError({ message: '' }, error, pino({}, { write: (line: string) => lines.push(line) }));

  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).toMatch(/alice/i);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/"code":"\w{5}".*"stack":".*refused-values/);
  expect(lines[0]).not.toMatch(/alice/i);
  expect(JSON.stringify(shown)).not.toMatch(/alice/i);
});
