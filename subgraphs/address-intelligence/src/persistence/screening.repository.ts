import type { OriginatorDisplay } from '@alliance/schema';
import { runSql, type Session } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { ClaimType, Method, Reliability, SourceKind } from '../domain/attestation/vocabulary.js';

/** What a screening reads of a current attestation. */
export interface ScreenedRow {
  readonly id: string;
  readonly version: number;
  /** TLP level. */
  readonly tlp: number;
  readonly subject: string;
  readonly subjectKey: string;
  readonly originator: string;
  readonly originatorDisplay: OriginatorDisplay;
  readonly claimType: ClaimType;
  readonly concepts: readonly Concept[];
  readonly label: string | null;
  readonly method: Method;
  readonly reliability: Reliability | null;
  readonly lastKnownAt: Date;
  readonly source: string;
  readonly rootKey: string | null;
  readonly sourceKind: SourceKind | null;
  readonly publisher: string | null;
  readonly state: 'PUBLISHED' | 'WITHDRAWN';
  readonly list: string | null;
  readonly listVersion: string | null;
  readonly withdrawnOn: string | null;
}

/**
 * The statements about the accounts with these payloads, on whatever chain, and those that their source took
 * back, that are current or were at the session's moment. One query for any number of addresses; statements that were
 * expired by then are left out.
 */
export async function findForScreening(session: Session, subjectKeys: readonly string[]): Promise<ScreenedRow[]> {
  const { asOf } = session;
  const isCurrent = asOf ? '(a.superseded_at is null or a.superseded_at > $2)' : 'a.superseded_at is null';
  const moment = asOf ? '$2' : 'now()';
  const rows = await session.read((em) =>
    runSql<RawRow>(
      em,
      `select a.id, a.version, a.tlp, a.subject, a.subject_key as "subjectKey", a.originator, a.originator_display as "originatorDisplay",
         a.claim_type as "claimType", array_to_string(a.concepts, ',') as concepts, a.label, a.method, a.reliability,
         extract(epoch from coalesce(a.observed_to, a.observed_from, a.published_at))::float8 as "lastKnownAt", a.source, s.root_key as "rootKey",
         s.kind as "sourceKind", s.publisher, a.state, a.list, a.list_version::text as "listVersion",
         a.withdrawn_on::text as "withdrawnOn"
       from attestation a left join source s on s.id = a.source
       where ${isCurrent} and a.subject_key = any($1::text[])
         and (a.state = 'PUBLISHED' and (a.valid_until is null or a.valid_until > ${moment}) or a.withdrawal_reason = 'SOURCE_WITHDRAWN')
       order by a.subject_key, a.id`,
      [subjectKeys, ...(asOf ? [asOf] : [])],
    ),
  );
  return rows.map((row) => ({
    ...row,
    concepts: row.concepts === '' ? [] : (row.concepts.split(',') as Concept[]),
    lastKnownAt: new Date(row.lastKnownAt * 1000),
  }));
}

/** As the driver gives it: an array as text, a moment in seconds since 1970. */
type RawRow = Omit<ScreenedRow, 'concepts' | 'lastKnownAt'> & {
  readonly concepts: string;
  readonly lastKnownAt: number;
};

/** Of each address, by {@link addressKeyOf}, how many further institutions state something that the viewer does not see. */
export async function countHiddenInstitutions(
  session: Session,
  addressKeys: readonly string[],
): Promise<{ readonly address: string; readonly institutions: number }[]> {
  const pairs = addressKeys.map((key) => key.split(' '));
  return session.read((em) =>
    runSql(em, 'select address, institutions from hidden_institutions($1::text[], $2::text[])', [
      pairs.map(([payloadHex]) => payloadHex),
      pairs.map(([, id]) => id),
    ]),
  );
}
