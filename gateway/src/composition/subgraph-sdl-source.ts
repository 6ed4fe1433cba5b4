import type { SubgraphAddress } from '../config/subgraph-address.js';

/** Where the hub learns what a subgraph offers. */
export interface SubgraphSdlSource {
  /** The schema that the subgraph shows now. Throws when it shows none. */
  fetchSdl(subgraph: SubgraphAddress): Promise<string>;
}

/** Asks a subgraph in the hub's name and answers with `data`. */
export type AskSubgraph = (
  subgraph: SubgraphAddress,
  question: { readonly query: string },
  timeoutMs: number,
) => Promise<Record<string, unknown>>;

/** Federation subgraph specification, "Enhanced introspection with Query._service". */
const serviceQuery = '{ _service { sdl } }';

/** Asks the subgraphs themselves. `timeoutMs` bounds each question. */
export function subgraphIntrospection(ask: AskSubgraph, timeoutMs: number): SubgraphSdlSource {
  return {
    fetchSdl: async (subgraph) => {
      const { _service } = await ask(subgraph, { query: serviceQuery }, timeoutMs);
      const { sdl } = (_service ?? {}) as { sdl?: unknown };
      if (typeof sdl !== 'string' || sdl.trim() === '') throw new Error('its _service has no sdl');
      return sdl;
    },
  };
}
