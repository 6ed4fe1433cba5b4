import type { EntityFetch } from '../plan.js';
import { EntityAnswer } from './entity-answer.js';
import { type BatchSurroundings, CompiledBatch } from './entity-batch.js';
import { bodyPrefix, renamedKeys, variableMembers } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import { askSubgraph, isFault, type PlanRun } from './plan-run.js';
import { RepresentationList } from './representation-list.js';

/** Compiles a fetch of entities. It asks nothing when there is no entity to ask for. */
export function compileEntityFetch(
  fetch: EntityFetch,
  surroundings: BatchSurroundings,
): (run: PlanRun) => Promise<void> | undefined {
  const prefix = bodyPrefix(fetch.operation);
  const { fields } = new SubgraphOperation(fetch.operation);
  const renamed = renamedKeys(fetch.batches.flatMap(({ outputRewrites }) => outputRewrites));
  const byKey = Map.groupBy(fields, ({ key }) => key);
  const batches = fetch.batches.map((batch) => {
    const added = (byKey.get(batch.responseKey) ?? []).flatMap((field) => field.fields);
    const keys = new Set([...added.map(({ key }) => key), ...renamedKeys(batch.outputRewrites).values()]);
    return new CompiledBatch(batch, keys, surroundings);
  });
  const target = {
    fetch,
    subgraph: fetch.subgraph,
    isMutation: fetch.operationKind === 'mutation',
    place: batches[0]?.commonPath,
  };

  return (run) => {
    const lists = new Map<string, RepresentationList>();
    const prepared = batches.map((batch) => batch.prepare(run, listOf(lists, batch.variable)));
    if (prepared.every(({ isEmpty }) => isEmpty)) return undefined;
    const members = variableMembers(fetch.variables, run);
    for (const [variable, { texts }] of lists) members.push(`"${variable}":[${texts.join(',')}]`);
    run.trace?.asksFor(fetch, countOf(lists));
    const body = `${prefix}${members.join(',')}}}`;
    return askSubgraph(surroundings, run, target, body).then((answer) => {
      if (isFault(answer)) {
        const fault = { ...answer, place: () => prepared.find(({ isEmpty }) => !isEmpty)?.placeOfLoss() };
        for (const batch of prepared) batch.explainAll(fault);
      } else new EntityAnswer(run, { subgraph: fetch.subgraph, renamed, batches, lists }, prepared).receive(answer);
    });
  };
}

function countOf(lists: ReadonlyMap<string, RepresentationList>): number {
  return [...lists.values()].reduce((sum, { texts }) => sum + texts.length, 0);
}

function listOf(lists: Map<string, RepresentationList>, variable: string): RepresentationList {
  let list = lists.get(variable);
  if (!list) {
    list = new RepresentationList();
    lists.set(variable, list);
  }
  return list;
}
