import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

import { errorCodeOf } from './launcher-error.js';

export type OutputStream = 'out' | 'err';

/** The log of one child: everything into a file, the last lines also at hand for a message. */
export interface ServiceLog {
  readonly file: string;
  /** Takes output as it comes, in pieces of any size. After `close` nothing happens. */
  write(chunk: string, stream: OutputStream): void;
  /** The most recent complete lines. */
  lastLines(): readonly string[];
  close(): void;
}

const keptLines = 15;
/** So that a forgotten hub does not fill the disk: with its predecessor at most twice this. In bytes. */
const maxFileBytes = 64 * 1024 * 1024;

/**
 * Opens `<folder>/<name>.log` anew; the one of the last start becomes `<name>.log.1`. Written without waiting: the launcher
 * has nothing else to do, and a line that was said is on its way even when the launcher dies after it.
 *
 * @param onLine told every complete line
 */
export function openServiceLog(
  folder: string,
  name: string,
  onLine: (line: string, stream: OutputStream) => void,
): ServiceLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  let descriptor: number | undefined = openRotated(file);
  let writtenBytes = 0;
  const unfinished = { out: '', err: '' };
  const last: string[] = [];
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    file,
    close,
    write(chunk, stream) {
      if (descriptor === undefined) return;
      writtenBytes += writeSync(descriptor, chunk);
      const lines = (unfinished[stream] + chunk).split('\n');
      unfinished[stream] = lines.pop() ?? '';
      last.push(...lines);
      last.splice(0, last.length - keptLines);
      lines.forEach((line) => onLine(line, stream));
      if (writtenBytes < maxFileBytes) return;
      close();
      descriptor = openRotated(file);
      writtenBytes = 0;
    },
    lastLines: () => [...last, unfinished.out, unfinished.err].filter((line) => line !== ''),
  };
}

function openRotated(file: string): number {
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
  return openSync(file, 'a', 0o600);
}

/**
 * What of a line deserves the terminal: warnings and errors, shortened to their message, be they JSON (pino's levels from
 * 40 on) or lines for people (`12:00:00.000 warn  …`); and whatever else comes on the error stream, such as a stack.
 * Undefined for the rest.
 */
export function noteworthy(line: string, stream: OutputStream): string | undefined {
  const [, plain] = /^\d\d:\d\d:\d\d\.\d{3} (?:warn|error|fatal) +(.*)$/.exec(line) ?? [];
  if (plain !== undefined) return plain;
  const entry = parseEntry(line);
  if (entry === undefined) return stream === 'err' && line.trim() !== '' ? line : undefined;
  if (typeof entry.level !== 'number' || entry.level < 40) return undefined;
  const cause = (entry.err as { readonly message?: unknown } | undefined)?.message;
  return [...new Set([entry.msg, cause])].filter((part) => typeof part === 'string').join(': ');
}

function parseEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
