import type { ClaimContent } from './claim.js';
import { hashContent } from './content-hash.js';
import type { IncidentContent } from './incident-content.js';

/** What an incident says, with its times as they are or as ISO 8601 text: the two give the same key. */
type SaidByIncident = {
  readonly [K in keyof IncidentContent]: K extends 'occurred' | 'detectedAt' ? unknown : IncidentContent[K];
};

/** By which the content of an incident is recognised, whoever reports it under whatever marking and reference. */
export function incidentContentKey(content: SaidByIncident): string {
  const { title, summary, category, techniques, severity, occurred, detectedAt, chains, jurisdictions } = content;
  const { parties, transactions, domains, timeline, references } = content;
  const said = { title, summary, category, techniques, severity, occurred, detectedAt, chains, jurisdictions };
  const spellings = parties.map(({ submitted: _submitted, ...party }) => party);
  return hashContent({ ...said, parties: spellings, transactions, domains, timeline, references });
}

/** By which a claim about an incident is recognised, whoever makes it. About another incident it says something else. */
export function claimContentKey(incident: string, claim: ClaimContent): string {
  const { fact, value, unit, rateDate, asOf, publisher, url, retrievedOn, note } = claim;
  return hashContent({ incident, fact, value, unit, rateDate, asOf, publisher, url, retrievedOn, note });
}
