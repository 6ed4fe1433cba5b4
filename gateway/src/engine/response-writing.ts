import type { TransportErrorCode } from '../transport/subgraph-transport.js';
import type { EngineErrorCode } from './engine-errors.js';
import type { ErrorLedger, Fault, ResponsePath } from './error-ledger.js';
import type { JsonOutput } from './json-output.js';
import type { SharedValues } from './shared-values.js';

/**
 * Writes a value. False when it is null, after the reason has been reported: its holder decides whether that may stay, and
 * takes back what was written of it.
 */
export type ValueWriter = (value: unknown, writing: ResponseWriting) => boolean;

/** A place in the response, as far as it is known beforehand. */
export interface Position {
  /** Index of its last key in the path. */
  readonly depth: number;
  readonly isNonNull: boolean;
  /** For messages: `Type.field`. */
  readonly coordinate: string;
  /** The caller may not read what stands here. */
  readonly isWithheld?: boolean;
}

/** The code that routers of federation answer with. */
export const withheldCode = 'UNAUTHORIZED_FIELD_OR_TYPE' satisfies EngineErrorCode;

export function withheldMessage(coordinate: string): string {
  return `The caller lacks the rights to ${coordinate}.`;
}

interface WrittenPlace {
  readonly start: number;
  readonly end: number;
}

/** A null that a fault led to. */
interface Consequence {
  readonly fault: Fault;
  readonly path: ResponsePath;
  /** The null that shows: at `path`, or around it. */
  readonly shownAt: ResponsePath;
  /** Where in the output that stands. */
  readonly start: number;
}

/** One response being written. */
export class ResponseWriting {
  /** Keys to the value being written. Only as many as its depth are valid. */
  readonly path: (string | number)[] = [];
  /** Where in the output shared values stand. */
  private readonly places = new Map<object, Map<ValueWriter, WrittenPlace>>();
  /** Those that show so far, in the order of the output. */
  private readonly consequences: Consequence[] = [];
  /** The one for which what is around it becomes null now. */
  private reason: Consequence | undefined;

  constructor(
    readonly output: JsonOutput,
    private readonly ledger: ErrorLedger,
    private readonly shared: SharedValues,
    private readonly subgraphOf: (path: readonly (string | number)[]) => string | undefined,
  ) {}

  /** Writes a list or an object; once, if it stands at several places and nothing has to be reported about it. */
  once(value: object, write: ValueWriter): boolean {
    if (this.shared.isEmpty || !this.shared.has(value)) return write(value, this);
    const known = this.places.get(value)?.get(write);
    if (known) {
      this.output.again(known.start, known.end);
      return true;
    }
    const [start, toldBefore] = [this.output.length, this.toldSoFar];
    if (!write(value, this)) return false;
    if (this.toldSoFar === toldBefore) this.remember(value, write, { start, end: this.output.length });
    return true;
  }

  private get toldSoFar(): number {
    return this.ledger.count + this.consequences.length;
  }

  private remember(value: object, write: ValueWriter, place: WrittenPlace): void {
    let places = this.places.get(value);
    if (!places) {
      places = new Map();
      this.places.set(value, places);
    }
    places.set(write, place);
  }

  /** Takes back what was written behind `length`, of a place whose last key has this depth: it becomes null. */
  cutBackTo(length: number, depth: number): void {
    const { reason } = this;
    this.reason = undefined;
    if (this.output.length === length) return;
    this.output.cutBackTo(length);
    this.places.clear();
    if (this.consequences.length === 0) return;
    // What does not show is not told, but for the reason why.
    while ((this.consequences.at(-1)?.start ?? -1) >= length) this.consequences.pop();
    if (reason) this.consequences.push({ ...reason, shownAt: reason.path.slice(0, depth + 1), start: length });
  }

  /** All has been written, so that it is known what shows. */
  finish(): void {
    for (const { fault, path, shownAt } of this.consequences) this.ledger.reportAt(fault, path, shownAt);
  }

  /** Accounts for a null, or for a value that nobody delivered. */
  missing(
    holder: object,
    key: string | number,
    value: unknown,
    { depth, isNonNull, coordinate, isWithheld }: Position,
  ): false {
    if (isWithheld) return this.withheld(depth, coordinate);
    if (this.ledger.isClean && !isNonNull && value === null) return false;
    const cause = this.ledger.causeOf(holder, key) ?? (value === undefined && this.ledger.causeAbove(holder));
    if (cause) {
      // A null that came as one was reported by its subgraph, unless what failed there is not in the response.
      if (isNonNull || value === undefined || this.ledger.isHidden(cause)) this.tell(cause, depth, isNonNull);
    } else if (isNonNull) {
      this.report(depth, 'NULL_IN_NON_NULL', `Cannot return null for non-nullable field ${coordinate}.`);
    } else if (value === undefined && this.ledger.expectsAll) {
      this.report(depth, 'SUBGRAPH_INVALID_ANSWER', `${coordinate} was asked for, and neither it nor a reason came.`);
    }
    return false;
  }

  private tell(fault: Fault, depth: number, isReason: boolean): void {
    const path = this.path.slice(0, depth + 1);
    const consequence = { fault, path, shownAt: path, start: this.output.length };
    this.consequences.push(consequence);
    if (isReason) this.reason = consequence;
  }

  /** Reports a value that does not fit its type. */
  wrongType(depth: number, message: string): false {
    this.report(depth, 'VALUE_OF_WRONG_TYPE', message);
    return false;
  }

  /** Accounts for an object of which nobody said what it is, by what kept its subgraph from saying so. */
  untold(object: object, depth: number, message: string): false {
    const cause = this.ledger.causeOf(object, '__typename');
    if (!cause) return this.wrongType(depth, message);
    this.tell(cause, depth, true);
    return false;
  }

  /**
   * Says that the caller may not read what would stand here; each place is told, like with any other null. A list that
   * is empty withholds nothing, and says nothing.
   */
  private withheld(depth: number, coordinate: string): false {
    const path = this.path.slice(0, depth + 1);
    this.ledger.add({ message: withheldMessage(coordinate), paths: [path], extensions: { code: withheldCode } });
    return false;
  }

  private report(depth: number, code: EngineErrorCode | TransportErrorCode, message: string): void {
    const path = this.path.slice(0, depth + 1);
    const subgraph = this.subgraphOf(path);
    this.ledger.add({ message, paths: [path], extensions: { code, ...(subgraph !== undefined && { subgraph }) } });
  }
}
