import { tlpLevel } from '@alliance/schema';
import { type DisclosedRecord, type Page, type PageRequest, runSql, type Session } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { ClaimType } from '../domain/attestation/vocabulary.js';

export interface AddressFilter {
  /** CAIP-2 id. */
  readonly chain?: string;
  readonly concept?: Concept;
  readonly claimType?: ClaimType;
  readonly actor?: string;
}

/**
 * The addresses of which the viewer sees a current statement, by their id. Of the statements because of which they are
 * found the ledger hears here: of those behind the page and the address after it, and of all when they are counted.
 */
export async function listAddressIds(
  session: Session,
  filter: AddressFilter,
  page: PageRequest,
): Promise<Page<string>> {
  const { sql, parameters } = conditionOf(filter);
  const after = page.after?.[0] ?? '';
  const rows = await session.read((em) =>
    runSql<{ subject: string }>(
      em,
      `select distinct subject from attestation where ${sql} and subject > $${String(parameters.length + 1)} order by subject limit $${String(parameters.length + 2)}`,
      [...parameters, after, page.first + 1],
    ),
  );
  await discloseBehind(
    session,
    filter,
    rows.map(({ subject }) => subject),
  );
  return {
    items: rows.slice(0, page.first).map(({ subject }) => ({ value: subject, sortKey: [subject] })),
    hasNextPage: rows.length > page.first,
    totalCount: async () => {
      if (Object.keys(filter).length > 0) await discloseBehind(session, filter);
      const count = `select count(distinct subject)::int as n from attestation where ${sql}`;
      const [row] = await session.read((em) => runSql<{ n: number }>(em, count, [...parameters]));
      return row?.n ?? 0;
    },
  };
}

/**
 * Notes the statements, narrower than GREEN, because of which addresses are found: whoever is told of the addresses is
 * told that there are such statements.
 *
 * @param addresses - default: all that the filter finds
 */
async function discloseBehind(session: Session, filter: AddressFilter, addresses?: readonly string[]): Promise<void> {
  const { viewer } = session;
  if (addresses?.length === 0 || viewer.kind !== 'member' || tlpLevel(viewer.clearance) < tlpLevel('AMBER')) return;
  const { sql, parameters } = conditionOf(filter);
  const isAmong = addresses === undefined ? 'true' : `subject = any($${String(parameters.length + 1)}::text[])`;
  const rows = await session.read((em) =>
    runSql<DisclosedRecord>(
      em,
      `select id, version, tlp, originator, originator_display as "originatorDisplay" from attestation
       where ${sql} and tlp >= ${String(tlpLevel('AMBER'))} and ${isAmong}`,
      [...parameters, ...(addresses === undefined ? [] : [addresses])],
    ),
  );
  for (const row of rows) session.disclose('Attestation', row);
}

function conditionOf({ chain, concept, claimType, actor }: AddressFilter): {
  sql: string;
  parameters: readonly string[];
} {
  const live =
    "superseded_at is null and state = 'PUBLISHED' and subject_kind = 'ADDRESS' and (valid_until is null or valid_until > now())";
  const parts: (readonly [sql: (place: string) => string, parameter: string])[] = [];
  if (chain !== undefined) parts.push([(place) => `starts_with(subject, ${place} || ':')`, chain]);
  if (concept !== undefined) parts.push([(place) => `concepts @> array[${place}]::text[]`, concept]);
  if (claimType !== undefined) parts.push([(place) => `claim_type = ${place}`, claimType]);
  if (actor !== undefined) parts.push([(place) => `actor = ${place}`, actor]);
  const conditions = parts.map(([sql], index) => sql(`$${String(index + 1)}`));
  return { sql: [live, ...conditions].join(' and '), parameters: parts.map(([, parameter]) => parameter) };
}
