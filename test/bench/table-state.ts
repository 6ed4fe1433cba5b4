import type { BenchHub } from './bench-hub.js';
import { connectDatabase } from './database-client.js';

/** What an importer has in the table of attestations; equal before and after an import that changes nothing. */
export interface TableState {
  readonly rows: number;
  readonly latestVersion: number;
  readonly superseded: number;
}

export async function stateOf(hub: BenchHub, originator: string): Promise<TableState> {
  await using owner = await connectDatabase(hub.databases.addressIntelligence.ownerUrl);
  const { rows } = await owner.client.query<TableState>(
    `select count(*)::int as rows, coalesce(max(version), 0)::int as "latestVersion", count(superseded_at)::int as superseded
     from attestation where originator = $1`,
    [originator],
  );
  const [state] = rows;
  if (!state) throw new Error('The table told nothing.');
  return state;
}
