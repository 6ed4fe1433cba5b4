import { refusal } from '@alliance/schema';
import { connect } from '@alliance/kit';
import { incidentsSubgraph } from '@alliance/incidents';

import type { IncidentLoaders } from '../../subgraphs/incidents/src/api/incident.loader.js';
import { IncidentEntity, type IncidentRow } from '../../subgraphs/incidents/src/persistence/incident.entity.js';
import { queryAs } from '../support/ledger-reader.js';
import { type AnyDefinition, ourSubgraphs } from './tested-hub.js';

/** Leaks that can be opened and closed while a hub runs. */
export interface Leaks {
  /** Connects past row-level security; known once the hub runs. */
  ownerUrl: string;
  /** An incident is read as the owner of the tables. */
  rawQuery: boolean;
  /** The incidents of an address are counted as the owner of the tables. */
  count: boolean;
  /** The refusal of an incident says what it is called. */
  errorText: boolean;
}

export function noLeaks(): Leaks {
  return { ownerUrl: '', rawQuery: false, count: false, errorText: false };
}

/** Our subgraphs, but that incidents can be read in ways that somebody might write one day. */
export function leakySubgraphs(leaks: Leaks): typeof ourSubgraphs {
  const createLoaders = (session: Parameters<typeof incidentsSubgraph.createLoaders>[0]): IncidentLoaders =>
    leaky(incidentsSubgraph.createLoaders(session), leaks);
  return { ...ourSubgraphs, incidents: { ...incidentsSubgraph, createLoaders } as unknown as AnyDefinition };
}

function leaky(loaders: IncidentLoaders, leaks: Leaks): IncidentLoaders {
  const incident = Object.create(loaders.incident) as typeof loaders.incident;
  incident.load = async (id) => {
    const seen = await loaders.incident.load(id);
    if (seen !== null || !(leaks.rawQuery || leaks.errorText)) return seen;
    const hidden = await readAsOwner(leaks.ownerUrl, id);
    if (hidden === null || leaks.rawQuery) return hidden;
    throw refusal('FORBIDDEN', `You may not see "${hidden.title ?? ''}".`);
  };
  const incidentsOfAddress: IncidentLoaders['incidentsOfAddress'] = async (key, page) => {
    const found = await loaders.incidentsOfAddress(key, page);
    return leaks.count ? { ...found, totalCount: () => countAsOwner(leaks.ownerUrl, key) } : found;
  };
  return { ...loaders, incident, incidentsOfAddress };
}

async function readAsOwner(ownerUrl: string, id: string): Promise<IncidentRow | null> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return null;
  const orm = await connect(incidentsSubgraph.database, ownerUrl, 1);
  try {
    return await orm.em.fork().findOne(IncidentEntity, { id });
  } finally {
    await orm.close();
  }
}

async function countAsOwner(ownerUrl: string, address: string): Promise<number> {
  const statement = 'select count(distinct incident)::int as n from party where address = $1';
  const [row] = await queryAs<{ n: number }>(ownerUrl, statement, [address]);
  return row?.n ?? 0;
}
