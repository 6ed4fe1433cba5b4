import type { EntityBatch, PathStep } from '../plan.js';
import { collectTargets, locateTargets, type LocatedTarget } from './collect-targets.js';
import { responseKeyOf } from './data-keys.js';
import type { Fault, ResponsePath } from './error-ledger.js';
import { type FetchedObject, isFetchedObject } from './fetched-data.js';
import { copyOf, mergeAnswer } from './merge-answer.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { type MissingInput, RepresentationWriter } from './representation-writer.js';
import { rewriteAnswer } from './rewrite-answer.js';

/** The representations of one variable, each once. */
export class RepresentationList {
  readonly texts: string[] = [];
  private readonly indexes = new Map<string, number>();

  /** Place of a representation in the list. */
  indexOf(text: string): number {
    let index = this.indexes.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.indexes.set(text, index);
    }
    return index;
  }
}

/** Compiled form of one `_entities` field: which objects it is about, and what it sends of them. */
export class EntityBatchCompiled {
  readonly responseKey: string;
  readonly variable: string;
  private readonly writer: RepresentationWriter;

  constructor(
    private readonly batch: EntityBatch,
    /** Response keys that the fetch adds to the entities. */
    readonly keys: ReadonlySet<string>,
    private readonly surroundings: PlanSurroundings,
  ) {
    this.responseKey = batch.responseKey;
    this.variable = batch.representationsVariable;
    this.writer = new RepresentationWriter(batch.requires, batch.inputRewrites, surroundings.fullSchema);
  }

  prepare(run: PlanRun, list: RepresentationList): PreparedBatch {
    const targets: FetchedObject[] = [];
    const indexes: number[] = [];
    const isFailedNull = (holder: FetchedObject, key: string) =>
      !run.ledger.isClean && run.ledger.causeOf(holder, key) !== undefined;
    for (const path of this.batch.paths) {
      for (const target of collectTargets(run.data, path, this.surroundings.isOneOf)) {
        const written = this.writer.write(target, isFailedNull);
        if (typeof written === 'string') {
          targets.push(target);
          indexes.push(list.indexOf(written));
        } else if (written) {
          this.explainSkipped(run, target, written);
        }
      }
    }
    return new PreparedBatch(this, targets, indexes, run);
  }

  /** An entity is not asked for when an input failed; its fields are null for the same reason as the input. */
  private explainSkipped(run: PlanRun, target: FetchedObject, { holder, key }: MissingInput): void {
    const cause = run.ledger.causeOf(holder, key);
    if (cause) run.ledger.explainAbsence(target, withoutPath(cause), this.keys);
  }

  merge(entities: readonly unknown[], targets: readonly FetchedObject[], indexes: readonly number[]): void {
    rewriteAnswer(entities, this.batch.outputRewrites, this.surroundings.isOneOf);
    const used = new Set<number>();
    targets.forEach((target, position) => {
      const index = indexes[position] ?? -1;
      const entity = entities[index];
      if (!isFetchedObject(entity)) return;
      mergeAnswer(target, used.has(index) ? copyOf(entity) : entity, this.surroundings.isObjectType);
      used.add(index);
    });
  }

  locate(run: PlanRun): LocatedTarget[] {
    return this.batch.paths.flatMap((path) => locateTargets(run.data, path, this.surroundings.isOneOf));
  }

  /** The part of the path that holds for all entities: where to report what concerns the whole call. */
  get commonPath(): ResponsePath | undefined {
    const [steps = []] = this.batch.paths;
    const path = leadingKeys(steps);
    return path.length > 0 ? path : undefined;
  }
}

/** The entities of one batch in one run, and where each finds its part of the answer. */
export class PreparedBatch {
  private located: LocatedTarget[] | undefined;

  constructor(
    readonly compiled: EntityBatchCompiled,
    readonly targets: readonly FetchedObject[],
    private readonly indexes: readonly number[],
    private readonly run: PlanRun,
  ) {}

  merge(entities: readonly unknown[]): void {
    this.compiled.merge(entities, this.targets, this.indexes);
  }

  /** The entities that one representation stands for. */
  targetsAt(index: number): FetchedObject[] {
    return [...new Set(this.targets.filter((_, position) => this.indexes[position] === index))];
  }

  /** The places of an entity in the response; several when the same object shows in several. */
  pathsOf(target: FetchedObject): ResponsePath[] {
    this.located ??= this.compiled.locate(this.run);
    return this.located.filter((each) => each.target === target).map(({ path }) => path);
  }

  /** Says that `fault` is why all entities of the batch lack its fields. */
  explainAll(fault: Fault): void {
    for (const target of this.targets) this.run.ledger.explainAbsence(target, fault, this.compiled.keys);
  }
}

/** The same cause, to be reported again at each field that depends on it. */
const dependents = new WeakMap<Fault, Fault>();

function withoutPath(fault: Fault): Fault {
  if (!fault.path) return fault;
  let dependent = dependents.get(fault);
  if (!dependent) {
    dependent = { message: fault.message, extensions: fault.extensions, place: () => fault.path };
    dependents.set(fault, dependent);
  }
  return dependent;
}

function leadingKeys(steps: readonly PathStep[]): ResponsePath {
  const path: string[] = [];
  for (const step of steps) {
    if (step.kind === 'elements') break;
    if (step.kind === 'field') path.push(responseKeyOf(step.key));
  }
  return path;
}
