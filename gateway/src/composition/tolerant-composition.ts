import type { CompositionError, SubgraphSdl, SupergraphComposer } from './composer.js';

export interface TolerantComposition {
  /** Why not every schema shown could be taken; empty when all were. */
  readonly errors: readonly CompositionError[];
  /** What can be taken, perhaps no more than what was good already; undefined when nothing composes. */
  readonly joined?: { readonly supergraphSdl: string; readonly subgraphs: readonly SubgraphSdl[] };
}

/**
 * Composes what the subgraphs show now. When that fails, the mistake of one institution must not hold up the others:
 * starting from the last schemas that composed, each newer one is added on its own and stays if it composes.
 *
 * @param latest - what each subgraph shows now
 * @param good - what each subgraph had in the last supergraph that was taken
 */
export function composeTolerantly(
  composer: SupergraphComposer,
  latest: readonly SubgraphSdl[],
  good: readonly SubgraphSdl[],
): TolerantComposition {
  const whole = composer.compose(latest);
  if (whole.ok) return { errors: [], joined: { supergraphSdl: whole.supergraphSdl, subgraphs: latest } };
  // Two rounds, since one newer schema may need another; a third would cost more than it is likely to find.
  const first = addOneByOne(composer, good, latest);
  const subgraphs = addOneByOne(composer, first, latest);
  if (subgraphs.length === 0) return { errors: whole.errors };
  const part = composer.compose(subgraphs);
  return { errors: whole.errors, ...(part.ok && { joined: { supergraphSdl: part.supergraphSdl, subgraphs } }) };
}

function addOneByOne(
  composer: SupergraphComposer,
  base: readonly SubgraphSdl[],
  latest: readonly SubgraphSdl[],
): readonly SubgraphSdl[] {
  return latest.reduce((taken, subgraph) => {
    if (taken.some(({ name, sdl }) => name === subgraph.name && sdl === subgraph.sdl)) return taken;
    const candidate = [...taken.filter(({ name }) => name !== subgraph.name), subgraph];
    return composer.compose(candidate).ok ? candidate : taken;
  }, base);
}
