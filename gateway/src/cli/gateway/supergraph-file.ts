import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What a look at the file gave. */
export type FileReading =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** Reads the file. Never throws for the file's sake. */
export async function readSupergraphFile(file: string): Promise<FileReading> {
  try {
    return { ok: true, text: await readFile(file, 'utf8') };
  } catch (error) {
    return { ok: false, reason: reasonOf(error as NodeJS.ErrnoException) };
  }
}

export interface SupergraphFileWatch {
  /** What was read already and needs not to be told. */
  readonly known: string;
  /** Called with every change, one after the other. Must not throw. */
  readonly onChange: (reading: FileReading) => Promise<void>;
  readonly signal: AbortSignal;
  /** How often it is looked at, in milliseconds. Default 200. */
  readonly intervalMs?: number;
}

/**
 * Watches the file until the signal aborts. It is looked at, not subscribed to: that sees every way to exchange a file
 * (written in place, renamed over, a symbolic link turned round) on every file system. It is read once it has looked
 * the same twice, so that a file that is being written is let finish.
 */
export async function watchSupergraphFile(file: string, watch: SupergraphFileWatch): Promise<void> {
  const { onChange, signal, intervalMs = 200 } = watch;
  let told = watch.known;
  let read: string | undefined;
  let seen: string | undefined;
  for (;;) {
    const look = await lookAt(file);
    if (look === seen && look !== read) {
      read = look;
      const reading = await readSupergraphFile(file);
      const news = reading.ok ? reading.text : reading.reason;
      if (news !== told) await onChange(reading);
      told = news;
    }
    seen = look;
    const isOver = await delay(intervalMs, false, { signal }).catch(() => true);
    if (isOver) return;
  }
}

/** A text that is another one whenever the file may be. */
async function lookAt(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return reasonOf(error as NodeJS.ErrnoException);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'It is a folder, not a file.',
  EACCES: 'It may not be read.',
};

function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? `It cannot be read: ${message}`;
}
