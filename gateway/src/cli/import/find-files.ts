import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { wrongUsage } from '../command-error.js';

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The files to import: a path that is a file is taken whatever it is called, a folder is searched through all its levels
 * for names that end in one of `endings`. In the order given, and by name inside a folder; a file that is found twice
 * counts once. Throws wrong usage for a path that does not exist and for a folder that holds nothing to import.
 */
export async function findFiles(paths: readonly string[], endings: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const given of paths) {
    for (const file of await findFilesBelow(given, endings)) {
      const key = path.resolve(file);
      if (!found.has(key)) found.set(key, { path: file, bytes: (await stat(file)).size });
    }
  }
  return [...found.values()];
}

async function findFilesBelow(given: string, endings: readonly string[]): Promise<string[]> {
  const status = await stat(given).catch(() => undefined);
  if (!status) throw wrongUsage(`There is no file or folder "${given}".`);
  if (!status.isDirectory()) return [given];
  const names = await readdir(given, { recursive: true });
  const files = names.filter((name) => endings.some((ending) => name.endsWith(ending))).toSorted(byCodePoint);
  if (files.length === 0) throw wrongUsage(`The folder "${given}" holds no file ending in ${endings.join(', ')}.`);
  return files.map((name) => path.join(given, name));
}

/** Plain comparison, so that the order is the same on every machine. */
function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
