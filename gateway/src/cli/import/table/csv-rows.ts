import { parse, type Parser } from 'csv-parse';

import { FileRefusal } from '../import-work.js';
import { openStream } from '../read-text.js';

export interface CsvRow {
  readonly record: readonly string[];
  /** The line on which the row ends, from 1. */
  readonly line: number;
  readonly bytesRead: number;
}

/**
 * The rows of a CSV file, one after the other. Throws FileRefusal at the first one that is malformed, after all rows before
 * it: the parser's own stream would drop those that it had read ahead, now more of them, now fewer.
 */
export async function* readCsvRows(file: string): AsyncGenerator<CsvRow> {
  const { stream, bytesRead } = openStream(file);
  const rows: CsvRow[] = [];
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    on_record: (record: readonly string[], { lines }) => {
      rows.push({ record, line: lines, bytesRead: bytesRead() });
      return null;
    },
  });
  let refusal: FileRefusal | undefined;
  parser.on('error', (error) => (refusal ??= refusalOf(error)));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      await written(parser, chunk);
      yield* rows.splice(0);
      if (refusal) throw refusal;
    }
    await ended(parser);
    yield* rows.splice(0);
    if (refusal) throw refusal;
  } finally {
    stream.destroy();
    parser.destroy();
  }
}

/** Resolves whether it went well or not; what went wrong is told by the event `error`. */
function written(parser: Parser, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    parser.write(chunk, () => {
      setImmediate(resolve);
    });
  });
}

function ended(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    parser.once('close', resolve).resume().end();
  });
}

function refusalOf(error: Error): FileRefusal {
  const { message, lines, column } = error as Error & { readonly lines?: number; readonly column?: unknown };
  const at = typeof column === 'number' ? column + 1 : 1;
  return new FileRefusal(`is not CSV: ${message}`, lines, at, { cause: error });
}
