import { refusal } from '@alliance/schema';
import { findIncidentsByIds } from '../persistence/incident.repository.js';
import type { IncidentContext } from './incident.loader.js';
import { type IncidentType, incidentTypeOf } from './incident.type.js';

/** The incident after a change, read past the loaders, which may still hold what was before. */
export async function readChangedIncident(id: string, context: IncidentContext): Promise<IncidentType> {
  const { loaders, session } = context;
  loaders.incident.clear(id);
  loaders.claims.clear(id);
  loaders.parties.clear(id);
  const [row] = await findIncidentsByIds(session, [id]);
  if (!row) throw refusal('NOT_FOUND', `There is no incident ${JSON.stringify(id)} that you may see.`);
  return incidentTypeOf(row, session);
}
