import { type FetchedObject, isFetchedObject } from './fetched-data.js';

/** Tells names of object types from names of interfaces (which subgraphs with `@interfaceObject` use). */
export type IsObjectType = (typename: string) => boolean;

/**
 * Adds what a subgraph answered about an object to what is known of it. What is there stays, and is completed in
 * depth. Parts of `source` become parts of `target`.
 */
export function mergeAnswer(target: FetchedObject, source: FetchedObject, isObjectType: IsObjectType): void {
  for (const key in source) {
    // No field has this name, and assigning it would replace the prototype.
    if (key === '__proto__') continue;
    const [known, added] = [target[key], source[key]];
    if (known === undefined || typeof known === 'function') target[key] = added;
    else if (key !== '__typename') target[key] = merged(known, added, isObjectType);
    else if (typeof added === 'string' && isObjectType(added)) target[key] = added;
  }
}

function merged(known: unknown, added: unknown, isObjectType: IsObjectType): unknown {
  if (known === null || known === undefined) return added;
  if (added === null || added === undefined || known === added) return known;
  if (Array.isArray(known) && Array.isArray(added)) {
    for (let index = 0; index < added.length; index++) known[index] = merged(known[index], added[index], isObjectType);
    return known;
  }
  if (isFetchedObject(known) && isFetchedObject(added)) {
    mergeAnswer(known, added, isObjectType);
    return known;
  }
  return added;
}

/** A copy in depth of JSON data. */
export function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (!isFetchedObject(value)) return value;
  const copy: FetchedObject = {};
  for (const key in value) if (key !== '__proto__') copy[key] = copyOf(value[key]);
  return copy as Value;
}
