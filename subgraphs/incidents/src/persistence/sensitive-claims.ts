import { findSensitive, type Page, type Session } from '@alliance/kit';
import type { IncidentVersionRow } from './incident-version.entity.js';

type VersionPage = Omit<Page<IncidentVersionRow>, 'totalCount'>;

/** What a claim said that was withdrawn as SENSITIVE is told in none of the versions to which it belonged. */
export async function withoutSensitiveClaims(session: Session, pages: readonly VersionPage[]): Promise<VersionPage[]> {
  const rows = pages.flatMap(({ items }) => items.map(({ value }) => value));
  const claims = new Set(rows.flatMap(({ content }) => content?.claims.map(({ id }) => id) ?? []));
  const sensitive = await findSensitive(session, 'Claim', [...claims]);
  if (sensitive.size === 0) return [...pages];
  return pages.map((page) => ({
    ...page,
    items: page.items.map((item) => ({ ...item, value: without(item.value, sensitive) })),
  }));
}

function without(row: IncidentVersionRow, claims: ReadonlySet<string>): IncidentVersionRow {
  const { content } = row;
  if (content === null) return row;
  return { ...row, content: { ...content, claims: content.claims.filter(({ id }) => !claims.has(id)) } };
}
