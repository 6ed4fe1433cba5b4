import { type Document, isScalar, LineCounter, type Node, parseDocument } from 'yaml';

import { FileRefusal } from './import-work.js';

/** A YAML file, and where in it everything stands. */
export class YamlFile {
  readonly document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @throws FileRefusal with line and column when the text is no YAML */
  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const [error] = this.document.errors;
    if (error) throw this.#refusalAt(error.message, error.pos[0]);
  }

  get root(): unknown {
    return this.document.contents;
  }

  /** The line on which a node begins, from 1. */
  lineOf(node: unknown): number {
    return this.#lines.linePos(offsetOf(node)).line;
  }

  /** Why the file is refused, with line and column of the node; without one, of the beginning. */
  refusal(reason: string, node?: unknown): FileRefusal {
    return this.#refusalAt(reason, offsetOf(node));
  }

  #refusalAt(reason: string, offset: number): FileRefusal {
    const { line, col } = this.#lines.linePos(offset);
    return new FileRefusal(reason, line, col);
  }
}

/** Text as written: an id such as `01` stays one when somebody forgot its quotes. Null is no text. */
export function scalarText(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  // Norway's code, unquoted, is `false` to YAML 1.1; the source still says NO.
  return typeof node.value === 'string' ? node.value : node.source;
}

function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
