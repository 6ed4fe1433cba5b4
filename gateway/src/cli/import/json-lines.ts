import { FileRefusal } from './import-work.js';
import { parseJson } from './parse-json.js';
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
  const value = parseJson(text, line);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FileRefusal('expected one JSON object a line', line, 1);
}
