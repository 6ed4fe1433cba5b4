/** An object of a subgraph's answer. Its keys are response keys of that answer. */
export type FetchedObject = Record<string, unknown>;

export function isFetchedObject(value: unknown): value is FetchedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What a subgraph sent under a key. JSON holds no functions: one that turns up is inherited from `Object.prototype`
 * under a name like `constructor`.
 */
export function valueAt(object: FetchedObject, key: string): unknown {
  const value = object[key];
  return typeof value === 'function' ? undefined : value;
}
