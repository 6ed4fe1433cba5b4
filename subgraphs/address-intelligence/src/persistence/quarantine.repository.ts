import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { keysetPage, type Page, type PageRequest, runSql, type Session } from '@alliance/kit';
import { referenceKeyOf } from './new-attestation.js';
import { QuarantineEntity, type QuarantineRow } from './quarantine.entity.js';
import { createUuid } from './uuid.js';

/** Something that cannot enter the graph, and why. */
export interface NewQuarantine {
  readonly reference: string;
  readonly chain: string | null;
  readonly submitted: string | null;
  readonly reason: string;
  readonly message: string;
  readonly item: object;
}

export function listQuarantine(
  session: Session,
  reason: string | undefined,
  page: PageRequest,
): Promise<Page<QuarantineRow>> {
  const where = reason === undefined ? {} : { reason };
  return keysetPage<QuarantineRow>(session, QuarantineEntity, {
    where,
    order: [
      ['firstSeenAt', 'desc'],
      ['id', 'asc'],
    ],
    page,
  });
}

/** Keeps what could not be taken, once for each of the originator's own keys. */
export async function upsertQuarantine(
  em: SqlEntityManager,
  originator: string,
  entries: readonly NewQuarantine[],
): Promise<void> {
  if (entries.length === 0) return;
  const now = new Date();
  const rows = entries.map((entry) => ({
    ...entry,
    id: createUuid(),
    referenceKey: referenceKeyOf(entry.reference),
    now,
  }));
  const lastOfEach = new Map(rows.map((row) => [row.referenceKey, row]));
  await runSql(
    em,
    `insert into quarantine (id, originator, reference, reference_key, chain, submitted, reason, message, item, first_seen_at, last_seen_at)
     select id, $1, reference, "referenceKey", chain, submitted, reason, message, item, now, now
     from json_to_recordset($2::json) as x(id uuid, reference text, "referenceKey" uuid, chain text, submitted text, reason text,
       message text, item jsonb, now timestamptz)
     on conflict (originator, reference_key) do update set chain = excluded.chain, submitted = excluded.submitted,
       reason = excluded.reason, message = excluded.message, item = excluded.item, last_seen_at = excluded.last_seen_at`,
    [originator, JSON.stringify([...lastOfEach.values()])],
  );
}

/** What was mended and has been accepted now leaves the quarantine. */
export async function releaseFromQuarantine(
  em: SqlEntityManager,
  originator: string,
  referenceKeys: readonly string[],
): Promise<void> {
  if (referenceKeys.length === 0) return;
  await runSql(em, 'delete from quarantine where originator = $1 and reference_key = any($2::uuid[])', [
    originator,
    referenceKeys,
  ]);
}
