import type { ErrorLedger } from './error-ledger.js';
import type { SharedValues } from './shared-values.js';
import type { EngineErrorCode } from './engine-errors.js';

/** Stands for a null while the response is written; its holder decides whether it may stay. */
export const nullText = '';

/** Writes a value as JSON text, or returns `nullText` after the reason has been reported. */
export type ValueWriter = (value: unknown, writing: ResponseWriting) => string;

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

/** One response being written. */
export class ResponseWriting {
  /** Keys to the value being written. Only as many as its depth are valid. */
  readonly path: (string | number)[] = [];
  private readonly texts = new Map<object, Map<ValueWriter, string>>();

  constructor(
    private readonly ledger: ErrorLedger,
    private readonly shared: SharedValues,
    private readonly subgraphOf: (path: readonly (string | number)[]) => string | undefined,
    /** No string among the data needs an escape. To look for one in each costs a twentieth of the whole request. */
    readonly isPlain = false,
  ) {}

  /** Writes a list or an object; once, if it stands at several places and nothing has to be reported about it. */
  once(value: object, write: ValueWriter): string {
    if (this.shared.isEmpty || !this.shared.has(value)) return write(value, this);
    let texts = this.texts.get(value);
    const known = texts?.get(write);
    if (known !== undefined) return known;
    const errorsBefore = this.ledger.count;
    const text = write(value, this);
    if (text === nullText || this.ledger.count > errorsBefore) return text;
    if (!texts) {
      texts = new Map();
      this.texts.set(value, texts);
    }
    texts.set(write, text);
    return text;
  }

  /** Accounts for a null, or for a value that nobody delivered. */
  missing(
    holder: object,
    key: string | number,
    value: unknown,
    { depth, isNonNull, coordinate, isWithheld }: Position,
  ): typeof nullText {
    if (isWithheld) return this.withheld(depth, coordinate);
    if (this.ledger.isClean && !isNonNull) return nullText;
    const cause = this.ledger.causeOf(holder, key);
    if (cause) {
      // A null that came as one was reported by its subgraph, unless what failed there is not in the response.
      if (isNonNull || value === undefined || this.ledger.isHidden(cause))
        this.ledger.reportAt(cause, this.path.slice(0, depth + 1));
    } else if (isNonNull) {
      this.report(depth, 'NULL_IN_NON_NULL', `Cannot return null for non-nullable field ${coordinate}.`);
    }
    return nullText;
  }

  /** Reports a value that does not fit its type. */
  wrongType(depth: number, message: string): typeof nullText {
    this.report(depth, 'VALUE_OF_WRONG_TYPE', message);
    return nullText;
  }

  /** Accounts for an object of which nobody said what it is, by what kept its subgraph from saying so. */
  untold(object: object, depth: number, message: string): typeof nullText {
    const cause = this.ledger.causeOf(object, '__typename');
    if (!cause) return this.wrongType(depth, message);
    this.ledger.reportAt(cause, this.path.slice(0, depth + 1));
    return nullText;
  }

  /**
   * Says that the caller may not read what would stand here; each place is told, like with any other null. A list that
   * is empty withholds nothing, and says nothing.
   */
  private withheld(depth: number, coordinate: string): typeof nullText {
    const path = this.path.slice(0, depth + 1);
    this.ledger.add({ message: withheldMessage(coordinate), path, extensions: { code: withheldCode } });
    return nullText;
  }

  private report(depth: number, code: EngineErrorCode, message: string): void {
    const path = this.path.slice(0, depth + 1);
    const subgraph = this.subgraphOf(path);
    this.ledger.add({ message, path, extensions: { code, ...(subgraph !== undefined && { subgraph }) } });
  }
}
