import { tlpLevel } from '@alliance/schema';
import { type Seeding, seedViewer } from '@alliance/kit';
import { readIncident } from '../domain/incident-content.js';
import type { RecordMarking } from '../domain/record-marking.js';
import { readReportedClaims } from '../domain/reported-claims.js';
import { findIncidentsByIds } from '../persistence/incident.repository.js';
import { type Report, reportIncident } from '../persistence/report.repository.js';
import { bridgeIncidents } from './bridge-incidents.js';
import { contractIncidents } from './contract-incidents.js';
import { demoIncidents } from './demo-incidents.js';
import { schemeIncidents } from './scheme-incidents.js';
import type { SeedIncident } from './seed-incident.js';
import { serviceIncidents } from './service-incidents.js';
import { xianCase } from './xian-case.js';

const incidents: readonly SeedIncident[] = [
  xianCase,
  ...schemeIncidents,
  ...serviceIncidents,
  ...contractIncidents,
  ...bridgeIncidents,
  ...demoIncidents,
];

/**
 * Reports well-known incidents, and two invented ones, in the names of the demo members. Each is a transaction of its
 * own, and one that is there already is left as it is, whatever its originator has made of it since.
 */
export async function seedIncidents({ sessionFor }: Seeding): Promise<void> {
  for (const incident of incidents) {
    const session = sessionFor(seedViewer(incident.originator, incident.sharingGroup ?? null));
    try {
      const known = await findIncidentsByIds(session, [incident.id]);
      if (known.length === 0) await reportIncident(session, reportOf(incident), incident.id);
    } finally {
      await session.close();
    }
  }
}

function reportOf({ id, tlp, sharingGroup, state, draft, claims }: SeedIncident): Report {
  const marking: RecordMarking = {
    tlp: tlpLevel(tlp),
    sharingGroup: sharingGroup ?? null,
    recipients: [],
    releaseAt: null,
    purposes: [],
    pap: tlp,
    originatorDisplay: 'NAMED',
  };
  return {
    reference: id,
    content: readIncident(draft),
    marking,
    state,
    claims: readReportedClaims(claims, marking, () => marking),
  };
}
