import { FileRefusal } from './import-work.js';
import { readLines } from './read-text.js';

export interface JsonLine {
  readonly value: Readonly<Record<string, unknown>>;
  readonly line: number;
  readonly bytesRead: number;
}

/** The objects of a file that holds one JSON object a line. Throws FileRefusal at the first line that is none. */
export async function* readJsonLines(file: string): AsyncGenerator<JsonLine> {
  for await (const { text, line, bytesRead } of readLines(file)) {
    if (text.trim() !== '') yield { value: parseObject(text, line), line, bytesRead };
  }
}

function parseObject(text: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const column = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length) + 1;
    throw new FileRefusal(`is not JSON: ${message}`, line, column, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FileRefusal('expected one JSON object a line', line, 1);
}
