/** An object of a subgraph's answer. Its keys are response keys of that answer. */
export type FetchedObject = Record<string, unknown>;

export function isFetchedObject(value: unknown): value is FetchedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own value under a key; never what `Object.prototype` has under that name. */
export function ownValue(object: FetchedObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Names that every object answers to, so that a plain read would find something that no subgraph sent. */
export function isInheritedName(key: string): boolean {
  return key in Object.prototype;
}
