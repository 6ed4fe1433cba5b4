import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { FileRefusal } from './import-work.js';

/** A whole file as text. Throws FileRefusal when it is not UTF-8; a byte order mark is dropped. */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileRefusal('is not UTF-8 text', undefined, undefined, { cause: error });
  }
}

export interface OpenStream {
  readonly stream: Readable;
  /** Bytes of the file that have been read so far. */
  readonly bytesRead: () => number;
}

/** A file as a stream, unpacked when its name ends in `.gz`. Whoever opens it destroys it. */
export function openStream(file: string): OpenStream {
  const source = createReadStream(file);
  if (!file.endsWith('.gz')) return { stream: source, bytesRead: () => source.bytesRead };
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => source.destroy());
  return { stream: source.pipe(unpacked), bytesRead: () => source.bytesRead };
}

export interface NumberedLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly bytesRead: number;
}

/** The lines of a file, one after the other, without their ends. */
export async function* readLines(file: string): AsyncGenerator<NumberedLine> {
  const { stream, bytesRead } = openStream(file);
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  const failure = new Promise<never>((_, reject) => stream.once('error', reject));
  // Readline ends quietly when its input fails; the race below brings the failure to light.
  failure.catch(() => undefined);
  let line = 0;
  try {
    const iterator = lines[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await Promise.race([iterator.next(), failure]);
      if (done) break;
      line += 1;
      yield { text: line === 1 ? value.replace(/^\ufeff/, '') : value, line, bytesRead: bytesRead() };
    }
    if (stream.errored) throw stream.errored;
  } finally {
    lines.close();
    stream.destroy();
  }
}
