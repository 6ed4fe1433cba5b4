/**
 * Why the hub could not be started or stopped, said to the person at the keyboard: what was expected, what was found and
 * what to do. The command line prints its message without a stack.
 */
export class LauncherError extends Error {
  override readonly name = 'LauncherError';
}

/** The code of a system or database error (`ENOENT`, `42P04`), or undefined where there is none. */
export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
