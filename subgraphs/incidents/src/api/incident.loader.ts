import DataLoader from 'dataloader';
import { type PageLoader, pageLoader, type Session, type SubgraphContext } from '@alliance/kit';
import type { ClaimRow } from '../persistence/claim.entity.js';
import { findClaimsOf } from '../persistence/claim.repository.js';
import type { IncidentRow } from '../persistence/incident.entity.js';
import type { IncidentVersionRow } from '../persistence/incident-version.entity.js';
import {
  countIncidents,
  countVersions,
  findIncidentPages,
  findIncidentsByIds,
  findPartiesOf,
  findVersionPages,
  type IncidentParty,
} from '../persistence/incident.repository.js';

/** Many keys, one query. */
export interface IncidentLoaders {
  readonly incident: DataLoader<string, IncidentRow | null>;
  readonly claims: DataLoader<string, readonly ClaimRow[]>;
  readonly parties: DataLoader<string, readonly IncidentParty[]>;
  readonly incidentsOfAddress: PageLoader<IncidentRow>;
  readonly incidentsOfMember: PageLoader<IncidentRow>;
  readonly versions: PageLoader<IncidentVersionRow>;
}

export type IncidentContext = SubgraphContext<IncidentLoaders>;

/** Made anew for each request. */
export function createLoaders(session: Session): IncidentLoaders {
  return {
    incident: new DataLoader(async (ids: readonly string[]) => {
      const rows = new Map((await findIncidentsByIds(session, ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    }),
    claims: listLoader((incidents) => findClaimsOf(session, incidents)),
    parties: listLoader((incidents) => findPartiesOf(session, incidents)),
    incidentsOfAddress: pageLoader(
      (keys, page) => findIncidentPages(session, 'address', { keys, page }),
      (keys) => countIncidents(session, 'address', keys),
    ),
    incidentsOfMember: pageLoader(
      (keys, page) => findIncidentPages(session, 'member', { keys, page }),
      (keys) => countIncidents(session, 'member', keys),
    ),
    versions: pageLoader(
      (keys, page) => findVersionPages(session, { keys, page }),
      (keys) => countVersions(session, keys),
    ),
  };
}

/** Loads what belongs to incidents, and hands it out by incident. */
function listLoader<T extends { readonly incident: string }>(
  find: (incidents: readonly string[]) => Promise<T[]>,
): DataLoader<string, readonly T[]> {
  return new DataLoader(async (incidents: readonly string[]) => {
    const found = Map.groupBy(await find(incidents), ({ incident }) => incident);
    return incidents.map((incident) => found.get(incident) ?? []);
  });
}
