/** A place in a response. */
export type Path = readonly (string | number)[];

export function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

export function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** The value at a place; null below a null. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((holder, key) => (isHolder(holder) ? holder[key] : null), data);
}

/** Puts a null at a place, if there is such a place. */
export function putNull(answer: { data?: unknown }, path: Path): void {
  let holder: unknown = answer;
  const keys = ['data', ...path];
  for (const key of keys.slice(0, -1)) holder = isHolder(holder) ? holder[key] : undefined;
  const last = keys.at(-1);
  if (isHolder(holder) && last !== undefined && last in holder) holder[last] = null;
}

/** Whether data are what they should be, but for nulls. */
export function hasLess(data: unknown, complete: unknown): boolean {
  if (isNull(data)) return true;
  if (!isHolder(data) || !isHolder(complete)) return data === complete;
  const keys = Object.keys(data);
  const haveEqualKeys = keys.join('\n') === Object.keys(complete).join('\n');
  return haveEqualKeys && keys.every((key) => hasLess(data[key], complete[key]));
}
