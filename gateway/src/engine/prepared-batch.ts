import { responseKeyOf } from './data-keys.js';
import type { ErrorLedger, Fault, ResponsePath } from './error-ledger.js';
import { type FetchedObject, valueAt } from './fetched-data.js';
import type { LocatedTarget } from './target-path.js';

/** The entities at one path. */
export interface PreparedPart {
  readonly targets: readonly FetchedObject[];
  /** For each target, the place of its representation in the list. */
  readonly indexes: readonly number[];
  /** Equal entities may share what they get. */
  readonly mayShare: boolean;
}

/** The part of a batch that does not change from run to run, as errors need it. */
interface BatchKeys {
  readonly responseKey: string;
  readonly variable: string;
  readonly keys: ReadonlySet<string>;
  readonly commonPath: ResponsePath | undefined;
}

/** The entities of one batch in one run. */
export class PreparedBatch {
  private located: readonly LocatedTarget[] | undefined;

  constructor(
    readonly batch: BatchKeys,
    readonly parts: readonly PreparedPart[],
    private readonly ledger: ErrorLedger,
    private readonly locate: () => readonly LocatedTarget[],
  ) {}

  get isEmpty(): boolean {
    return this.parts.every(({ targets }) => targets.length === 0);
  }

  /** The entities that one representation stands for. */
  targetsAt(index: number): FetchedObject[] {
    return this.parts.flatMap(({ targets, indexes }) => targets.filter((_, position) => indexes[position] === index));
  }

  /** The places of an entity in the response; several when the same object shows in several. */
  pathsOf(target: FetchedObject): ResponsePath[] {
    this.located ??= this.locate();
    return this.located.filter((each) => each.target === target).map(({ path }) => path);
  }

  /** Where it would show first that nothing came of the whole batch. */
  placeOfLoss(): ResponsePath | undefined {
    const targets = this.parts.flatMap((part) => part.targets);
    const target = targets.find((each) => this.keyLostBy(each) !== undefined);
    return (target && this.placeOfLossOf(target)) ?? this.batch.commonPath;
  }

  /** Where an entity is in the response; if it lacks something, where the first of that would be. */
  placeOfLossOf(target: FetchedObject): ResponsePath | undefined {
    const [path] = this.pathsOf(target);
    const lost = this.keyLostBy(target);
    return path && lost !== undefined ? [...path, responseKeyOf(lost)] : path;
  }

  private keyLostBy(target: FetchedObject): string | undefined {
    return [...this.batch.keys].find((key) => !key.startsWith('__') && valueAt(target, key) === undefined);
  }

  /** Says that `fault` is why all entities of the batch lack its fields. */
  explainAll(fault: Fault): void {
    for (const { targets } of this.parts) {
      for (const target of targets) this.ledger.explainAbsence(target, fault, this.batch.keys);
    }
  }
}
