import type { ReferenceResolver } from '@alliance/kit';
import type { IncidentLoaders } from './incident.loader.js';
import { findIncident } from './incident.resolver.js';

/** Finds the incident behind a key; null for one that the caller may not see. */
export const resolveIncident: ReferenceResolver<IncidentLoaders> = ({ id }, context) =>
  typeof id === 'string' ? findIncident(id, context) : null;

/** An entity that another institution keeps: whoever has its key may ask for its incidents. */
export const resolveStub: ReferenceResolver<IncidentLoaders> = ({ id }) => (typeof id === 'string' ? { id } : null);
