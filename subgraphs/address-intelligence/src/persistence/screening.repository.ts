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
 * The current statements about the accounts with these payloads, on whatever chain, and those that their source took
 * back. One query for any number of addresses; expired statements are left out.
 */
export async function findForScreening(session: Session, subjectKeys: readonly string[]): Promise<ScreenedRow[]> {
  const rows = await session.read((em) =>
    runSql<RawRow>(
      em,
      `select a.id, a.version, a.tlp, a.subject, a.subject_key as "subjectKey", a.originator, a.originator_display as "originatorDisplay",
         a.claim_type as "claimType", array_to_string(a.concepts, ',') as concepts, a.label, a.method, a.reliability,
         extract(epoch from coalesce(a.observed_to, a.observed_from, a.published_at))::float8 as "lastKnownAt", a.source, s.root_key as "rootKey",
         s.kind as "sourceKind", s.publisher, a.state, a.list, a.list_version::text as "listVersion",
         a.withdrawn_on::text as "withdrawnOn"
       from attestation a left join source s on s.id = a.source
       where a.superseded_at is null and a.subject_key = any($1::text[])
         and (a.state = 'PUBLISHED' and (a.valid_until is null or a.valid_until > now()) or a.withdrawal_reason = 'SOURCE_WITHDRAWN')
       order by a.subject_key, a.id`,
      [subjectKeys],
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
