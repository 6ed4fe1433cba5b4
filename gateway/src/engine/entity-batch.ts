import type { EntityBatch, PathStep } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { Fault, ResponsePath } from './error-ledger.js';
import { type FetchedObject, isFetchedObject } from './fetched-data.js';
import { isSameContent, KnownEntities } from './known-entities.js';
import { copyOf, mergeAnswer } from './merge-answer.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { type PreparedPart, PreparedBatch } from './prepared-batch.js';
import type { RepresentationList } from './representation-list.js';
import { type MissingInput, RepresentationWriter } from './representation-writer.js';
import { rewriteAnswer } from './rewrite-answer.js';
import type { Sharing, SharingRule } from './sharing-rule.js';
import { TargetPath } from './target-path.js';

/** What the batches of one plan have in common. */
export interface BatchSurroundings extends PlanSurroundings {
  readonly sharingAt: SharingRule;
}

interface Place {
  readonly path: TargetPath;
  readonly sharing: Sharing;
}

/** Compiled form of one `_entities` field: which objects it is about, what it sends of them, what it adds to them. */
export class CompiledBatch {
  readonly responseKey: string;
  readonly variable: string;
  /** The part of the path that holds for all entities: where to report what concerns the whole call. */
  readonly commonPath: ResponsePath | undefined;
  private readonly writer: RepresentationWriter;
  private readonly places: readonly Place[];

  constructor(
    private readonly batch: EntityBatch,
    /** Response keys that the fetch adds to the entities. */
    readonly keys: ReadonlySet<string>,
    private readonly surroundings: BatchSurroundings,
  ) {
    this.responseKey = batch.responseKey;
    this.variable = batch.representationsVariable;
    this.commonPath = leadingKeys(batch.paths[0] ?? []);
    this.writer = new RepresentationWriter(batch.requires, batch.inputRewrites, surroundings.fullSchema);
    this.places = batch.paths.map((path) => ({
      path: new TargetPath(path, surroundings.isOneOf),
      sharing: surroundings.sharingAt(path),
    }));
  }

  /** Writes the representations of the entities into `list`. */
  prepare(run: PlanRun, list: RepresentationList): PreparedBatch {
    const parts = this.places.map((place) => this.preparePart(run, place, list));
    const locate = () => this.places.flatMap(({ path }) => path.locate(run.data));
    return new PreparedBatch(this, parts, run.ledger, locate);
  }

  private preparePart(run: PlanRun, { path, sharing }: Place, list: RepresentationList): PreparedPart {
    const known = new KnownEntities(this.writer);
    const targets: FetchedObject[] = [];
    const indexes: number[] = [];
    path.visit(run.data, run.shared, (target, holder, key) => {
      const before = known.find(target);
      // What stands at other places, too, would be left behind there: they are not visited again.
      const isElsewhere = before !== undefined && run.shared.has(target);
      if (before && !isElsewhere && sharing.ofEntities && isSameContent(before.entity, target)) {
        holder[key] = before.entity;
        run.shared.add(before.entity);
        return;
      }
      const index = before?.index ?? this.indexOf(target, list, run);
      if (index === undefined) {
        run.ledger.expectGapsIn(target);
        return;
      }
      if (!before) known.remember(target, index);
      targets.push(target);
      indexes.push(index);
    });
    return { targets, indexes, mayShare: sharing.ofAnswers };
  }

  /** Place of the entity's representation in the list; undefined when it is not to be asked for. */
  private indexOf(target: FetchedObject, list: RepresentationList, run: PlanRun): number | undefined {
    const isFailedNull = (holder: FetchedObject, key: string) =>
      !run.ledger.isClean && run.ledger.causeOf(holder, key) !== undefined;
    const written = this.writer.write(target, isFailedNull);
    if (typeof written === 'string') return list.indexOf(written);
    if (written) this.explainSkipped(run, target, written);
    return undefined;
  }

  /** Adds the entities of an answer to the objects that they are about. */
  merge(entities: readonly unknown[], batch: PreparedBatch, run: PlanRun): void {
    rewriteAnswer(entities, this.batch.outputRewrites, this.surroundings.isOneOf);
    /** Indexes of representations whose answer stands below an object already. */
    const taken: boolean[] = [];
    for (const part of batch.parts) this.mergePart(entities, part, taken, run);
  }

  private mergePart(entities: readonly unknown[], part: PreparedPart, taken: boolean[], run: PlanRun): void {
    const { isObjectType } = this.surroundings;
    /** By index of the representation: what the first object of this part got, and its type. */
    const given: (GivenEntity | undefined)[] = [];
    for (let position = 0; position < part.targets.length; position++) {
      const [target, index] = [part.targets[position], part.indexes[position] ?? -1];
      const entity = entities[index];
      if (!target) continue;
      if (entity === null) run.ledger.expectGapsIn(target);
      if (!isFetchedObject(entity)) continue;
      const typename = target['__typename'];
      const before = given[index];
      if (before && part.mayShare && before.typename === typename) {
        if (!before.isShared) run.shared.addPartsOf(before.entity);
        before.isShared = true;
        mergeAnswer(target, before.entity, isObjectType);
      } else {
        const own = taken[index] ? copyOf(entity) : entity;
        taken[index] = true;
        if (!before) given[index] = { entity: own, typename, isShared: false };
        mergeAnswer(target, own, isObjectType);
      }
    }
  }

  /** An entity is not asked for when an input failed; its fields are null for the same reason as the input. */
  private explainSkipped(run: PlanRun, target: FetchedObject, { holder, key, isUnsendable }: MissingInput): void {
    const cause = run.ledger.causeOf(holder, key);
    if (cause) run.ledger.explainAbsence(target, dependentOn(cause), this.keys);
    else if (isUnsendable) run.ledger.explainAbsence(target, { ...unsendable, repeats: unsendable }, this.keys);
  }
}

interface GivenEntity {
  readonly entity: FetchedObject;
  readonly typename: unknown;
  isShared: boolean;
}

/** The message names no field: it may be one that the schema hides. */
const unsendable: Fault = {
  message: 'This field depends on a value that JSON cannot say.',
  extensions: { code: 'VALUE_OF_WRONG_TYPE' },
};

/** The same cause, to be reported again at each field that depends on it. */
const dependents = new WeakMap<Fault, Fault>();

function dependentOn(fault: Fault): Fault {
  if (!fault.paths) return fault;
  let dependent = dependents.get(fault);
  if (!dependent) {
    dependent = { message: fault.message, extensions: fault.extensions, repeats: fault };
    dependents.set(fault, dependent);
  }
  return dependent;
}

function leadingKeys(steps: readonly PathStep[]): ResponsePath | undefined {
  const path: string[] = [];
  for (const step of steps) {
    if (step.kind === 'elements') break;
    if (step.kind === 'field') path.push(responseKeyOf(step.key));
  }
  return path.length > 0 ? path : undefined;
}
