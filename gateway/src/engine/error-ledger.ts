import type { GraphQLFormattedError } from 'graphql';

import { type FetchedObject, valueAt } from './fetched-data.js';

export type ResponsePath = readonly (string | number)[];

/** Something that went wrong, from one cause. It may be why many fields of the response are null. */
export interface Fault {
  readonly message: string;
  /** The message for those who may not know the subgraph; absent when `message` names none. */
  readonly namelessMessage?: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /**
   * Where it happened, when its source said so; several places, when one object stands there. It is reported at those
   * that the response has. Otherwise each field that it made null is reported.
   */
  readonly paths?: readonly ResponsePath[];
  /** Under which keys the last part of `paths` stands among what was fetched. Default: the same. */
  readonly dataKeys?: ResponsePath;
  /** Where to report it when no field of the response turns out to be null because of it. */
  readonly place?: () => ResponsePath | undefined;
  /** What it follows from and repeats, at each field that depends on the places of that. */
  readonly repeats?: Fault;
  /** Nothing came but the error: it concerns nobody where nothing is missing. Default: something came. */
  readonly isAllThatCame?: boolean;
}

/**
 * Whether the response has no such place, or something else there, for what is asked or because of the type of an object.
 *
 * @param dataKeys - under which keys the last part of the path stands among what was fetched, if not the same
 */
export type ForeignPlaceTest = (path: ResponsePath, dataKeys?: ResponsePath) => boolean;

/** What clients have been told of a fault. */
interface Account {
  isReported: boolean;
  /** Those of its own paths that the response has; it is reported there. */
  visible: readonly ResponsePath[];
}

/** The same object for all errors of a fault, so that it has to be written once. */
type ToldFault = Pick<Fault, 'message' | 'extensions'>;

interface Absence {
  readonly fault: Fault;
  /** Response keys that the fault kept from the object; undefined means any. */
  readonly keys: ReadonlySet<string> | undefined;
}

/**
 * What went wrong while an operation ran, kept so that every null in the response can be told from its cause: each
 * error is reported, at the place where it shows, and none twice (GraphQL specification, section 6.4.4).
 */
export class ErrorLedger {
  private readonly errors: GraphQLFormattedError[] = [];
  /** Once all has been fetched. */
  private isForeign: ForeignPlaceTest | undefined;
  private suppressed = 0;
  private readonly faults = new Map<Fault, Account>();
  private readonly absences = new Map<object, Absence[]>();
  private readonly explainedNulls = new Map<object, Map<string | number, Fault>>();
  /** Why objects may lack fields that others brought, because more was to come of them. */
  private readonly causesAbove = new Map<object, Fault>();
  /** Entities that lack fields without a fault. */
  private readonly withGaps = new Set<object>();
  private wasCleanWhenFetched = false;
  /** What those are told of a fault who may not know the subgraph. */
  private readonly nameless = new Map<Fault, ToldFault>();

  constructor(
    private readonly maxErrors: number,
    /** Whether the errors may name subgraphs. Default: no. */
    private readonly mayNameSubgraphs = false,
  ) {}

  /** Nothing went wrong so far; the common case, in which nobody needs to look for causes. */
  get isClean(): boolean {
    return this.faults.size === 0;
  }

  /** Errors so far; tells whether anything was reported between two moments. */
  get count(): number {
    return this.errors.length + this.suppressed;
  }

  /** Records a fault. One that has paths is reported there, at once when the response is being written. */
  add(fault: Fault): void {
    if (this.faults.has(fault)) return;
    this.faults.set(fault, { isReported: false, visible: [] });
    if (this.isForeign) this.reportAtOwnPaths(fault, fault.paths ?? []);
  }

  /**
   * All has been fetched, so that the types of all objects are known: reports the faults that have paths in the
   * response.
   */
  settle(isForeign: ForeignPlaceTest): void {
    this.isForeign = isForeign;
    this.wasCleanWhenFetched = this.isClean;
    for (const [object, absences] of this.absences) this.explainBelow(object as FetchedObject, absences);
    for (const fault of this.faults.keys()) {
      const { paths = [], dataKeys } = fault;
      const visible = paths.filter((path) => !isForeign(path, dataKeys));
      this.reportAtOwnPaths(fault, visible);
    }
  }

  /** Says that `fault` is why `object` lacks fields. */
  explainAbsence(object: object, fault: Fault, keys?: ReadonlySet<string>): void {
    this.add(fault);
    const known = this.absences.get(object);
    if (known) known.push({ fault, keys });
    else this.absences.set(object, [{ fault, keys }]);
  }

  /** Says that `entity` was not asked for, or is none that the subgraph knows, so that it lacks fields without a fault. */
  expectGapsIn(entity: object): void {
    this.withGaps.add(entity);
  }

  /**
   * Whether all that was asked for should be there. Once something failed, or an entity is unknown, what is missing may
   * follow from that, also far below the entity.
   */
  get expectsAll(): boolean {
    return this.wasCleanWhenFetched && this.withGaps.size === 0;
  }

  /** Follows `path` below `container` to the null that the reported `fault` led to, and remembers why it is there. */
  explainNull(container: object, path: ResponsePath, fault: Fault): void {
    let holder = container as Record<string | number, unknown>;
    for (const key of path) {
      const next = holder[key];
      if (next === null || next === undefined) {
        const known = this.explainedNulls.get(holder) ?? new Map<string | number, Fault>();
        this.explainedNulls.set(holder, known.set(key, fault));
        return;
      }
      if (typeof next !== 'object') return;
      holder = next as Record<string | number, unknown>;
    }
  }

  /** Why `object[key]` is null or absent, if a fault is the reason. */
  causeOf(object: object, key: string | number): Fault | undefined {
    const explained = this.explainedNulls.get(object)?.get(key);
    if (explained || typeof key === 'number') return explained;
    const absences = this.absences.get(object);
    return absences?.find(({ keys }) => keys === undefined || keys.has(key))?.fault;
  }

  /** Why `object` may lack fields, although it came: an object above it lacks a part of the field that leads to it. */
  causeAbove(object: object): Fault | undefined {
    return this.causesAbove.get(object);
  }

  /** Whether a fault happened at a place that the response does not have, so that nobody has been told of that. */
  isHidden(fault: Fault): boolean {
    const { paths } = fault;
    return paths !== undefined && (this.faults.get(fault)?.visible.length ?? 0) < paths.length;
  }

  /**
   * Reports that a fault made the field at `path` null, unless that is reported.
   *
   * @param shownAt - the null that shows: at `path`, or around it
   */
  reportAt(fault: Fault, path: ResponsePath, shownAt: ResponsePath): void {
    if (fault.repeats && this.isToldWithin(shownAt, fault.repeats)) return;
    const visible = this.faults.get(fault)?.visible ?? [];
    this.faults.set(fault, { isReported: true, visible });
    const isReported = fault.paths && (!this.isHidden(fault) || visible.some((each) => isSame(each, path)));
    if (!isReported) this.push(fault, path);
  }

  /** Whether a fault is reported where it happened, and that is at a null or below it. */
  private isToldWithin(shownAt: ResponsePath, fault: Fault): boolean {
    const visible = this.faults.get(fault)?.visible ?? [];
    return visible.some((path) => shownAt.every((key, index) => key === path[index]));
  }

  /** Reports the faults that did not show anywhere, and hands over all errors. */
  close(): readonly GraphQLFormattedError[] {
    for (const [fault, { isReported }] of this.faults) {
      // What has a place of its own was reported there, or concerns nobody; and so it is with what follows from it.
      if (isReported || fault.paths || fault.repeats || (fault.isAllThatCame && this.isNoLoss(fault))) continue;
      const place = fault.place?.();
      if (!place || !this.isForeign?.(place)) this.push(fault, place);
    }
    if (this.suppressed > 0) {
      this.errors.push({
        message: `${this.suppressed} further errors are not listed.`,
        extensions: { code: 'TOO_MANY_ERRORS' },
      });
    }
    return this.errors;
  }

  private explainBelow(object: FetchedObject, absences: readonly Absence[]): void {
    for (const { fault, keys } of absences) {
      for (const key of keys ?? []) this.explainWithin(valueAt(object, key), fault);
    }
  }

  /** Steps from value to value, not from call to call: what a scalar holds may be nested beyond every stack. */
  private explainWithin(value: unknown, fault: Fault): void {
    const values = [value];
    while (values.length > 0) {
      const next = values.pop();
      if (typeof next !== 'object' || next === null) continue;
      if (this.causesAbove.has(next) || this.withGaps.has(next)) continue;
      this.causesAbove.set(next, fault);
      for (const part of Object.values(next)) values.push(part);
    }
  }

  private reportAtOwnPaths(fault: Fault, visible: readonly ResponsePath[]): void {
    this.faults.set(fault, { isReported: visible.length > 0, visible });
    for (const path of visible) this.push(fault, path);
  }

  /**
   * Whether all that the fault kept from objects came from elsewhere, or is missing for another reason, too: a plan may
   * fetch a key that is known already.
   */
  private isNoLoss(fault: Fault): boolean {
    let isNoLoss = false;
    for (const [object, absences] of this.absences) {
      for (const { keys } of absences.filter((each) => each.fault === fault)) {
        const isLost = (key: string) =>
          key !== '__typename' &&
          valueAt(object as FetchedObject, key) === undefined &&
          this.causeOf(object, key) === fault;
        if (!keys || [...keys].some(isLost)) return false;
        isNoLoss = true;
      }
    }
    return isNoLoss;
  }

  private push(fault: Fault, path: ResponsePath | undefined): void {
    if (this.errors.length >= this.maxErrors) {
      this.suppressed += 1;
      return;
    }
    const { message, extensions } = this.mayNameSubgraphs ? fault : this.namelessOf(fault);
    this.errors.push({ message, ...(path && { path }), extensions });
  }

  private namelessOf(fault: Fault): ToldFault {
    let told = this.nameless.get(fault);
    if (!told) this.nameless.set(fault, (told = withoutName(fault)));
    return told;
  }
}

function isSame(a: ResponsePath, b: ResponsePath): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/** The one place where the names of subgraphs are kept from those who are not entitled to them. */
function withoutName({ message, namelessMessage, extensions }: Fault): ToldFault {
  const { subgraph: _, ...rest } = extensions;
  return { message: namelessMessage ?? message, extensions: rest };
}
