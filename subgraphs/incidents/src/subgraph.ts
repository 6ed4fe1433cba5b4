import { ledgerResolvers, recallResolvers, type SubgraphDefinition } from '@alliance/kit';
import { AddressResolver, PartyResolver } from './api/address.resolver.js';
import { ClaimResolver, IncidentClaimsResolver } from './api/claim.resolver.js';
import { createLoaders, type IncidentLoaders } from './api/incident.loader.js';
import { resolveIncident, resolveStub } from './api/incident.reference.js';
import { IncidentResolver } from './api/incident.resolver.js';
import { IncidentType } from './api/incident.type.js';
import { MemberResolver } from './api/member.resolver.js';
import { MemberStub } from './api/member.stub.js';
import { ReportResolver } from './api/report.resolver.js';
import { incidentsDatabase } from './persistence/incidents-database.js';
import { seedIncidents } from './seed/seed-incidents.js';

/** Incidents, the claims about them, and who took part. */
export const incidentsSubgraph: SubgraphDefinition<IncidentLoaders> = {
  name: 'incidents',
  portVariable: 'INCIDENTS_PORT',
  defaultPort: 4002,
  database: incidentsDatabase,
  resolvers: [
    IncidentResolver,
    IncidentClaimsResolver,
    ClaimResolver,
    ReportResolver,
    PartyResolver,
    AddressResolver,
    MemberResolver,
    ...ledgerResolvers('incidentsLedger'),
    ...recallResolvers({
      list: 'incidentRecalls',
      acknowledge: 'acknowledgeIncidentRecalls',
      recordTypes: ['Incident', 'Claim'],
      record: () => IncidentType,
      member: () => MemberStub,
    }),
  ],
  references: { Incident: resolveIncident, Address: resolveStub, Member: resolveStub },
  createLoaders,
  seed: seedIncidents,
};
