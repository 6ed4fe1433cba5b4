import { buildSubgraph, type SubgraphDefinition } from '@alliance/kit';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';
import { guildComposer } from '@alliance/gateway';
import { incidentsSubgraph } from '@alliance/incidents';
import { membersSubgraph } from '@alliance/members';

/** Where each subgraph answers unless its port is set otherwise. */
function describe<L>({ name, defaultPort }: SubgraphDefinition<L>): { name: string; url: string } {
  return { name, url: `http://127.0.0.1:${String(defaultPort)}/graphql` };
}

/** What the subgraphs publish and what they compose to, by the path below `schema/sdl`. */
export async function emitSchema(): Promise<Map<string, string>> {
  const subgraphs = [
    { ...describe(membersSubgraph), sdl: (await buildSubgraph(membersSubgraph)).sdl },
    { ...describe(incidentsSubgraph), sdl: (await buildSubgraph(incidentsSubgraph)).sdl },
    { ...describe(addressIntelligenceSubgraph), sdl: (await buildSubgraph(addressIntelligenceSubgraph)).sdl },
  ];
  const composed = guildComposer.compose(subgraphs);
  if (!composed.ok) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  return new Map([
    ...subgraphs.map(({ name, sdl }) => [`${name}.graphql`, `${sdl.trim()}\n`] as const),
    ['supergraph.graphql', `${composed.supergraphSdl.trim()}\n`],
  ]);
}
