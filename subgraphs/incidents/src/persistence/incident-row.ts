import { hashContent } from '../domain/content-hash.js';
import type { IncidentContent, IncidentDraft } from '../domain/incident-content.js';
import { markingOf, type RecordMarking } from '../domain/record-marking.js';
import type { ClaimRow } from './claim.entity.js';
import type { IncidentRow } from './incident.entity.js';
import type { VersionContent } from './incident-version.entity.js';
import type { PartyRow } from './party.entity.js';

/** The columns that hold what an incident says. Its parties have a table of their own. */
export function columnsOf(content: IncidentContent): Partial<IncidentRow> & Pick<IncidentRow, 'occurredSort'> {
  const { parties: _parties, occurred, references, techniques, chains, jurisdictions, domains, ...columns } = content;
  const occurredSort = occurred.from ?? occurred.to;
  if (occurredSort === null) throw new Error('An incident came past the rule that its period has an end.');
  return {
    ...columns,
    techniques: [...techniques],
    chains: [...chains],
    jurisdictions: [...jurisdictions],
    domains: [...domains],
    referenceList: references,
    occurredFrom: occurred.from,
    occurredTo: occurred.to,
    occurredFidelity: occurred.fidelity,
    occurredSort,
  };
}

/** What an incident says now, in the form in which its originator could say it again. */
export function draftOf(row: IncidentRow, parties: readonly PartyRow[]): IncidentDraft {
  return {
    title: row.title,
    summary: row.summary,
    category: row.category,
    techniques: row.techniques,
    severity: row.severity,
    occurred: { from: row.occurredFrom, to: row.occurredTo, fidelity: row.occurredFidelity ?? 'DAY' },
    detectedAt: row.detectedAt,
    chains: row.chains,
    jurisdictions: row.jurisdictions,
    parties: parties.map((party) => ({ ...party, address: party.submitted })),
    transactions: row.transactions,
    domains: row.domains,
    timeline: row.timeline.map((entry) => ({ ...entry, at: new Date(entry.at) })),
    references: row.referenceList,
  };
}

/** What an incident and its originator's claims say, as it is kept for ever. */
export function versionContentOf(
  row: IncidentRow,
  parties: readonly PartyRow[],
  ownClaims: readonly ClaimRow[],
): VersionContent {
  return {
    title: row.title,
    summary: row.summary,
    category: row.category,
    techniques: row.techniques,
    state: row.state,
    severity: row.severity,
    occurred: {
      from: row.occurredFrom?.toISOString() ?? null,
      to: row.occurredTo?.toISOString() ?? null,
      fidelity: row.occurredFidelity ?? 'DAY',
    },
    detectedAt: row.detectedAt?.toISOString() ?? null,
    chains: row.chains,
    jurisdictions: row.jurisdictions,
    parties: parties.map(({ id: _id, incident: _incident, position: _position, ...party }) => party),
    transactions: row.transactions,
    domains: row.domains,
    timeline: row.timeline,
    references: row.referenceList,
    claims: ownClaims.map((claim) => ({
      id: claim.id,
      isChosen: row.chosen[claim.fact] === claim.id,
      fact: claim.fact,
      value: claim.value,
      unit: claim.unit,
      rateDate: claim.rateDate,
      asOf: claim.asOf,
      publisher: claim.publisher,
      url: claim.url,
      retrievedOn: claim.retrievedOn,
      note: claim.note,
    })),
  };
}

/** What an emptied row holds in the place of its content. */
export const emptyColumns = {
  title: '',
  summary: null,
  category: 'OTHER',
  techniques: [],
  severity: 'NOT_SPECIFIED',
  occurredFrom: null,
  occurredTo: null,
  occurredFidelity: null,
  detectedAt: null,
  chains: [],
  jurisdictions: [],
  transactions: [],
  domains: [],
  timeline: [],
  referenceList: [],
  chosen: {},
  rejection: null,
  stateNote: null,
  mergedInto: null,
} as const;

/** The hash of an incident's own words and marking; the first part of {@link IncidentRow.contentHash}. */
export function incidentHash(content: IncidentContent, marking: RecordMarking): string {
  return hashContent({ content, marking: markingOf(marking) });
}

/** Joins the hash of the incident's own words with that of what was reported along with it. */
export function joinHashes(ownWords: string, alongWith: string): string {
  return `${ownWords}.${alongWith}`;
}

/** The second part of a content hash. */
export function alongWithHash(contentHash: string): string {
  return contentHash.split('.')[1] ?? '';
}
