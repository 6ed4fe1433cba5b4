import type { DatabaseDefinition } from '@alliance/kit';
import { ClaimEntity } from './claim.entity.js';
import { IncidentEntity } from './incident.entity.js';
import { ClaimHistoryEntity, historyFunctions, IncidentHistoryEntity } from './incident-history.entity.js';
import { IncidentVersionEntity } from './incident-version.entity.js';
import { InitialMigration } from './migrations/initial.migration.js';
import { PartyEntity } from './party.entity.js';

/** The tables of the incidents, how they came to be, and what requests may do with them. */
export const incidentsDatabase: DatabaseDefinition = {
  entities: [
    IncidentEntity,
    PartyEntity,
    ClaimEntity,
    IncidentVersionEntity,
    IncidentHistoryEntity,
    ClaimHistoryEntity,
  ],
  migrations: [{ name: 'initial', class: InitialMigration }],
  grants: {
    incident: 'SELECT, INSERT, UPDATE',
    party: 'SELECT, INSERT, DELETE',
    // What a claim says is never changed; what it is marked, and whether it stands, may be.
    claim:
      'SELECT, INSERT, UPDATE (version, content_hash, originator_display, tlp, pap, sharing_group, recipients, release_at, purposes, updated_at, withdrawn_at, withdrawal_reason, withdrawal_note)',
    incident_version: 'SELECT, INSERT',
    incident_history: 'SELECT',
    claim_history: 'SELECT',
  },
  functions: historyFunctions,
};
