import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { MemberViewer } from '@alliance/schema';
import { noteInLedger, runSql, type Session, viewerSql } from '@alliance/kit';
import type { WithdrawalReason } from '../domain/attestation/vocabulary.js';
import { recallAttestations, saidBy, type WithdrawnAttestation } from './recall-attestations.js';

export interface Withdrawal {
  readonly reason: WithdrawalReason;
  /** ISO 8601 day as of which the statement no longer holds. */
  readonly effectiveOn: string;
  readonly note: string | null;
}

/**
 * What a tombstone keeps of the version before it. A statement that its source took back keeps its subject, so that a
 * screening can say that it ended; one withdrawn as SENSITIVE keeps not even that. Whoever may no longer write in the
 * sharing group says no further word there: the note stays away.
 */
const tombstoneSql = `
  insert into attestation (id, version, originator, reference, reference_key, content_hash, subject_kind, subject, subject_key,
    submitted, claim_type, concepts, label, statement, actor, method, reliability, observed_from, observed_to, valid_until,
    evidence, source, derived_from, tlp, sharing_group, recipients, release_at, purposes, pap, originator_display, state, published_at, superseded_at, list,
    list_version, withdrawal_reason, withdrawn_on, withdrawal_note)
  select id, version + 1, originator, reference, reference_key, content_hash, subject_kind,
    case when reason = 'SENSITIVE' then '' else subject end, case when reason = 'SENSITIVE' then '' else subject_key end,
    null, claim_type, '{}', null, null, null, method, null, null, null, null, '[]', source, '{}', tlp, sharing_group, recipients, release_at, purposes, pap,
    originator_display, 'WITHDRAWN', date_trunc('milliseconds', now()), null, list, list_version, reason, day,
    case when sharing_group is null or sharing_group = any ${viewerSql.writeGroups} then note end
  from ended`;

/** Withdraws one attestation. False when it is not the viewer's, not current at that version, or withdrawn already. */
export async function withdrawOne(
  session: Session,
  viewer: MemberViewer,
  { id, version, withdrawal }: { readonly id: string; readonly version: number; readonly withdrawal: Withdrawal },
): Promise<boolean> {
  return session.write(async (em) => {
    const where = 'a.id = $1 and a.version = $2 and a.originator = $3';
    const contentKeys = withdrawal.reason === 'SENSITIVE' ? await saidBy(em, id) : [];
    const ended = await withdrawWhere(em, withdrawal, { where, parameters: [id, version, viewer.member], contentKeys });
    return ended.length === 1;
  });
}

export type Conclusion =
  | { readonly ok: true; readonly withdrawn: readonly string[] }
  | { readonly ok: false; readonly concludedVersion: string };

/**
 * Ends the viewer's statements that an edition of a list no longer names. Refused when a newer edition is concluded
 * already, since an old edition says nothing about today.
 */
export async function concludeList(
  session: Session,
  viewer: MemberViewer,
  list: string,
  version: string,
): Promise<Conclusion> {
  return session.write(async (em) => {
    await runSql(em, 'select pg_advisory_xact_lock(hashtextextended($1, 1))', [viewer.member]);
    const concluded = await findConcludedVersion(em, viewer.member, list);
    if (concluded !== undefined && concluded > version) return { ok: false, concludedVersion: concluded };
    const withdrawal = {
      reason: 'SOURCE_WITHDRAWN',
      effectiveOn: version,
      note: `No longer on ${list} of ${version}.`,
    } as const;
    const where = 'a.originator = $1 and a.list = $2 and a.list_version < $3::date';
    const withdrawn = await withdrawWhere(em, withdrawal, { where, parameters: [viewer.member, list, version] });
    await runSql(
      em,
      `insert into concluded_list (originator, list, version, concluded_at) values ($1, $2, $3::date, now())
       on conflict (originator, list) do update set version = excluded.version, concluded_at = excluded.concluded_at`,
      [viewer.member, list, version],
    );
    return { ok: true, withdrawn };
  });
}

/** The newest edition of a list that the viewer has concluded; undefined for a list it has not. */
export function readConcludedVersion(
  session: Session,
  viewer: MemberViewer,
  list: string,
): Promise<string | undefined> {
  return session.read((em) => findConcludedVersion(em, viewer.member, list));
}

async function findConcludedVersion(
  em: SqlEntityManager,
  originator: string,
  list: string,
): Promise<string | undefined> {
  const sql = 'select version::text from concluded_list where originator = $1 and list = $2';
  const [row] = await runSql<{ version: string }>(em, sql, [originator, list]);
  return row?.version;
}

async function withdrawWhere(
  em: SqlEntityManager,
  withdrawal: Withdrawal,
  chosen: { readonly where: string; readonly parameters: readonly unknown[]; readonly contentKeys?: readonly string[] },
): Promise<string[]> {
  const { reason, effectiveOn, note } = withdrawal;
  const { where, parameters, contentKeys = [] } = chosen;
  const rows = await runSql<WithdrawnAttestation>(
    em,
    `with ended as (
       update attestation a set superseded_at = date_trunc('milliseconds', now()) where a.superseded_at is null and a.state = 'PUBLISHED' and ${where}
       returning a.*, $4::text as reason, $5::date as day, $6::text as note
     ) ${tombstoneSql}
     returning id, version, originator, tlp, sharing_group as "sharingGroup", originator_display as "originatorDisplay"`,
    [...parameters, reason, effectiveOn, note],
  );
  const [first] = rows;
  if (first !== undefined) {
    const items = rows.map(({ id, version }) => ({ id, version }));
    const details = { reason, effectiveOn };
    noteInLedger(em, { kind: 'WITHDRAWN', originator: first.originator, recordType: 'Attestation', items, details });
    recallAttestations(em, rows, { reason, contentKeys });
  }
  return rows.map(({ id }) => id);
}
