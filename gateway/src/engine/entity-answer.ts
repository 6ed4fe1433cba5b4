import type { SubgraphAnswer, SubgraphError } from '../transport/subgraph-transport.js';
import type { CompiledBatch } from './entity-batch.js';
import type { Fault } from './error-ledger.js';
import { type FetchedObject, isFetchedObject } from './fetched-data.js';
import { namelessMessage } from './nameless-messages.js';
import type { PlanRun } from './plan-run.js';
import type { PreparedBatch } from './prepared-batch.js';
import type { RepresentationList } from './representation-list.js';
import { dataPath, faultFromError, faultOfEmptyAnswer, publicPaths } from './subgraph-faults.js';

/** The call that is being answered. */
interface EntityCall {
  readonly subgraph: string;
  /** Keys that output rewrites change in the answer. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly batches: readonly CompiledBatch[];
  readonly lists: ReadonlyMap<string, RepresentationList>;
}

/** Puts one answer where it belongs: entities into the data, errors to the entities they are about. */
export class EntityAnswer {
  constructor(
    private readonly run: PlanRun,
    private readonly call: EntityCall,
    private readonly prepared: readonly PreparedBatch[],
  ) {}

  receive(answer: SubgraphAnswer): void {
    this.call.batches.forEach((compiled, position) => {
      const batch = this.prepared[position];
      if (batch && !batch.isEmpty) this.receiveEntities(compiled, batch, answer);
    });
    for (const error of answer.errors ?? []) this.receiveError(error, answer.data);
  }

  private receiveEntities(compiled: CompiledBatch, batch: PreparedBatch, answer: SubgraphAnswer): void {
    const empty = faultOfEmptyAnswer(answer, this.call.subgraph, compiled.commonPath);
    if (empty) batch.explainAll(empty);
    const entities = answer.data?.[compiled.responseKey];
    const asked = this.call.lists.get(compiled.variable)?.texts.length ?? 0;
    if (Array.isArray(entities) && entities.length === asked) compiled.merge(entities, batch, this.run);
    else if (Array.isArray(entities) || (answer.data && !answer.errors?.length)) {
      batch.explainAll(this.wrongCount(batch, Array.isArray(entities) ? entities.length : 0, asked));
    }
  }

  /** Positions mean nothing in an answer of the wrong length, so none of it is used. */
  private wrongCount({ batch }: PreparedBatch, came: number, asked: number): Fault {
    const { subgraph } = this.call;
    return {
      message: `Subgraph "${subgraph}" was asked for ${asked} entities and answered with ${came}.`,
      namelessMessage: namelessMessage('SUBGRAPH_WRONG_ENTITY_COUNT'),
      extensions: { code: 'SUBGRAPH_WRONG_ENTITY_COUNT', subgraph },
      place: () => batch.commonPath,
    };
  }

  private receiveError(error: SubgraphError, data: SubgraphAnswer['data']): void {
    const [responseKey, index, field] = error.path ?? [];
    const batch = this.prepared.find((each) => each.batch.responseKey === responseKey);
    const targets = batch && typeof index === 'number' ? batch.targetsAt(index) : [];
    if (!batch || targets.length === 0 || !data) this.concernsAll(error, batch, !data);
    else if (field === undefined) {
      const entities = data[batch.batch.responseKey];
      const isAllThatCame = !Array.isArray(entities) || !isFetchedObject(entities[Number(index)]);
      this.concernsEntities(error, batch, { targets, isAllThatCame });
    } else for (const target of targets) this.concernsField(error, batch, target);
  }

  private concernsAll(error: SubgraphError, batch: PreparedBatch | undefined, isAllThatCame: boolean): void {
    const affected = batch ? [batch] : this.prepared;
    const place = () => affected[0]?.placeOfLoss();
    const fault = faultFromError(error, this.call.subgraph, { place, isAllThatCame });
    this.run.ledger.add(fault);
    for (const each of affected) each.explainAll(fault);
  }

  private concernsEntities(
    error: SubgraphError,
    batch: PreparedBatch,
    { targets, isAllThatCame }: { readonly targets: readonly FetchedObject[]; readonly isAllThatCame: boolean },
  ): void {
    const [first] = targets;
    const place = () => first && batch.placeOfLossOf(first);
    const fault = faultFromError(error, this.call.subgraph, { place, isAllThatCame });
    for (const target of targets) this.run.ledger.explainAbsence(target, fault, batch.batch.keys);
  }

  private concernsField(error: SubgraphError, batch: PreparedBatch, target: FetchedObject): void {
    const { ledger } = this.run;
    const path = error.path?.slice(2) ?? [];
    const below = dataPath(path, this.call.renamed);
    const where = publicPaths(path, this.call.renamed, batch.pathsOf(target));
    const fault = faultFromError(error, this.call.subgraph, where);
    ledger.add(fault);
    ledger.explainNull(target, below, fault);
    // Nothing came of the entity: the error spread up to it.
    if (!(String(below[0]) in target)) ledger.explainAbsence(target, fault, batch.batch.keys);
  }
}
