import type { EntityFetch } from '../plan.js';
import type { SubgraphAnswer, SubgraphError } from '../transport/subgraph-transport.js';
import { EntityBatchCompiled, type PreparedBatch, RepresentationList } from './entity-batch.js';
import type { Fault } from './error-ledger.js';
import { bodyPrefix, renamedKeys, responseKeysOf, variableMembers } from './fetch-text.js';
import { askSubgraph, isFault, type PlanRun, type PlanSurroundings } from './plan-run.js';
import { dataPath, faultFromError, faultOfEmptyAnswer, publicPath } from './subgraph-faults.js';

/** Compiles a fetch of entities. It asks nothing when there is no entity to ask for. */
export function compileEntityFetch(
  fetch: EntityFetch,
  surroundings: PlanSurroundings,
): (run: PlanRun) => Promise<void> | undefined {
  const { subgraph } = fetch;
  const target = { subgraph, isMutation: fetch.operationKind === 'mutation' };
  const prefix = bodyPrefix(fetch.operation);
  const keys = responseKeysOf(fetch.operation);
  const renamed = renamedKeys(fetch.batches.flatMap(({ outputRewrites }) => outputRewrites));
  const batches = fetch.batches.map((batch) => {
    const added = [...(keys.get(batch.responseKey) ?? []), ...renamed.values()];
    return new EntityBatchCompiled(batch, new Set(added), surroundings);
  });
  const place = () => batches[0]?.commonPath;

  return (run) => {
    const lists = new Map<string, RepresentationList>();
    const prepared = batches.map((batch) => batch.prepare(run, listOf(lists, batch.variable)));
    if (prepared.every(({ targets }) => targets.length === 0)) return undefined;
    const members = variableMembers(fetch.variables, run);
    for (const [variable, { texts }] of lists) members.push(`"${variable}":[${texts.join(',')}]`);
    const body = `${prefix}${members.join(',')}}}`;
    return askSubgraph(surroundings, run, target, body, place).then((answer) => {
      if (isFault(answer)) prepared.forEach((batch) => batch.explainAll(answer));
      else new EntityAnswer(run, subgraph, renamed, prepared, lists).receive(answer);
    });
  };
}

function listOf(lists: Map<string, RepresentationList>, variable: string): RepresentationList {
  let list = lists.get(variable);
  if (!list) {
    list = new RepresentationList();
    lists.set(variable, list);
  }
  return list;
}

/** Puts one answer where it belongs: entities into the data, errors to the entities they are about. */
class EntityAnswer {
  constructor(
    private readonly run: PlanRun,
    private readonly subgraph: string,
    private readonly renamed: ReadonlyMap<string, string>,
    private readonly batches: readonly PreparedBatch[],
    private readonly lists: ReadonlyMap<string, RepresentationList>,
  ) {}

  receive(answer: SubgraphAnswer): void {
    for (const batch of this.batches) this.receiveEntities(batch, answer);
    for (const error of answer.errors ?? []) this.receiveError(error, !answer.data);
  }

  private receiveEntities(batch: PreparedBatch, answer: SubgraphAnswer): void {
    if (batch.targets.length === 0) return;
    const empty = faultOfEmptyAnswer(answer, this.subgraph, () => batch.compiled.commonPath);
    if (empty) batch.explainAll(empty);
    const entities = answer.data?.[batch.compiled.responseKey];
    const asked = this.lists.get(batch.compiled.variable)?.texts.length;
    if (Array.isArray(entities) && entities.length === asked) batch.merge(entities);
    else if (Array.isArray(entities) || (answer.data && !answer.errors?.length)) {
      batch.explainAll(this.wrongCount(batch, Array.isArray(entities) ? entities.length : 0, asked ?? 0));
    }
  }

  /** Positions mean nothing in an answer of the wrong length, so none of it is used. */
  private wrongCount(batch: PreparedBatch, came: number, asked: number): Fault {
    return {
      message: `Subgraph "${this.subgraph}" was asked for ${asked} entities and answered with ${came}.`,
      extensions: { code: 'SUBGRAPH_WRONG_ENTITY_COUNT', subgraph: this.subgraph },
      place: () => batch.compiled.commonPath,
    };
  }

  private receiveError(error: SubgraphError, isWithoutData: boolean): void {
    const [responseKey, index, ...below] = error.path ?? [];
    const batch = this.batches.find(({ compiled }) => compiled.responseKey === responseKey);
    const targets = batch && typeof index === 'number' ? batch.targetsAt(index) : [];
    if (!batch || targets.length === 0 || isWithoutData) {
      this.concernsAll(error, batch);
    } else if (below.length === 0) {
      this.concernsEntities(error, batch, targets);
    } else {
      for (const target of targets) this.concernsField(error, batch, target);
    }
  }

  private concernsAll(error: SubgraphError, batch: PreparedBatch | undefined): void {
    const affected = batch ? [batch] : this.batches;
    const fault = faultFromError(error, this.subgraph, { place: () => affected[0]?.compiled.commonPath });
    this.run.ledger.add(fault);
    affected.forEach((each) => each.explainAll(fault));
  }

  private concernsEntities(error: SubgraphError, batch: PreparedBatch, targets: readonly object[]): void {
    const [first] = targets as PreparedBatch['targets'];
    const fault = faultFromError(error, this.subgraph, { place: () => first && batch.pathsOf(first)[0] });
    for (const target of targets) this.run.ledger.explainAbsence(target, fault, batch.compiled.keys);
  }

  private concernsField(error: SubgraphError, batch: PreparedBatch, target: PreparedBatch['targets'][number]): void {
    const path = error.path?.slice(2) ?? [];
    const below = dataPath(path, this.renamed);
    for (const place of batch.pathsOf(target)) {
      const fault = faultFromError(error, this.subgraph, { path: [...place, ...publicPath(path, this.renamed)] });
      this.run.ledger.add(fault);
      this.run.ledger.explainNull(target, below, fault);
      // Nothing came of the entity: the error spread up to it.
      if (!(String(below[0]) in target)) this.run.ledger.explainAbsence(target, fault, batch.compiled.keys);
    }
  }
}
