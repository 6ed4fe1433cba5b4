import type { Caller } from '@alliance/schema';

import type { TestSubgraph } from '../../support/running-subgraph.js';

/** The least that a report must say. */
export const leastReport = {
  title: 'A theft',
  category: 'SERVICE_HACK',
  occurred: { from: '2024-05-01T00:00:00Z', fidelity: 'DAY' },
  marking: { tlp: 'CLEAR' },
};

export const attacker = 'eip155:1:0xe0afadad1d93704761c8550f21a53de3468ba599';

/** Reports an incident and returns its id. Fails when the report is refused. */
export async function report(incidents: TestSubgraph, caller: Caller, input: object = {}): Promise<string> {
  const answer = await incidents.ask<{ reportIncident: { incident: { id: string } } }>(
    caller,
    `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { incident { id } } }`,
    { input: { ...leastReport, ...input } },
  );
  if (!answer.data?.reportIncident) throw new Error(JSON.stringify(answer));
  return answer.data.reportIncident.incident.id;
}

/** Adds a claim and returns the claims that the caller sees afterwards, by id. Fails when it is refused. */
export async function addClaim(incidents: TestSubgraph, caller: Caller, input: object): Promise<string> {
  const answer = await incidents.ask<{ addClaim: { claims: { id: string }[] } }>(
    caller,
    `mutation ($input: AddClaimInput!) { addClaim(input: $input) { claims { id } } }`,
    { input },
  );
  const id = answer.data?.addClaim.claims.at(-1)?.id;
  if (id === undefined) throw new Error(JSON.stringify(answer));
  return id;
}
