import { FileRefusal } from './import-work.js';

/** Reads JSON. Throws FileRefusal with line and column, counted from `firstLine` on. */
export function parseJson(text: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, offset).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    throw new FileRefusal(`is not JSON: ${message}`, firstLine + before.length - 1, column, { cause: error });
  }
}
