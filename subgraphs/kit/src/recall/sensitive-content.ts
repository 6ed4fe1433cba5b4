import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { runSql } from '../database/run-sql.js';
import type { Session } from '../database/session.js';

/** Which of the contents may not come back, since they were withdrawn as SENSITIVE by or from the viewer's institution. */
export async function findKeptOut(
  em: SqlEntityManager,
  recordType: string,
  contentKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (contentKeys.length === 0) return new Set();
  const rows = await runSql<{ key: string }>(em, 'select recall_keeps_out($1, $2::text[]) as key', [
    recordType,
    contentKeys,
  ]);
  return new Set(rows.map(({ key }) => key));
}

/** Which of the records were withdrawn as SENSITIVE, so that nothing that they ever said may be told any more. */
export async function findSensitive(
  session: Session,
  recordType: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await session.read((em) =>
    runSql<{ id: string }>(em, 'select id from unnest($2::text[]) as x(id) where recall_hides($1, id, 0)', [
      recordType,
      ids,
    ]),
  );
  return new Set(rows.map(({ id }) => id));
}
