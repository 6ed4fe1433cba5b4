import type { FetchedObject } from './fetched-data.js';
import type { RepresentationWriter } from './representation-writer.js';

export interface KnownEntity {
  readonly entity: FetchedObject;
  readonly index: number;
}

/**
 * Recognises, by comparing values, entities whose representation was written before. Only a shortcut: what it does not
 * recognise is written and compared as text.
 */
export class KnownEntities {
  private readonly byIdentity = new Map<unknown, KnownEntity>();

  constructor(private readonly writer: RepresentationWriter) {}

  /** The entity of the same representation that came first. */
  find(entity: FetchedObject): KnownEntity | undefined {
    const compared = this.writer.comparedFields(entity);
    if (!compared) return undefined;
    const known = this.byIdentity.get(entity[compared.identity]);
    if (known?.entity['__typename'] !== entity['__typename']) return undefined;
    for (const field of compared.fields) {
      const value = entity[field];
      // Null may stand for a failure, which is looked at entity by entity.
      if (value !== known?.entity[field] || value === null || value === undefined) return undefined;
    }
    return known;
  }

  /** From now on, entities like this one are recognised. */
  remember(entity: FetchedObject, index: number): void {
    const compared = this.writer.comparedFields(entity);
    if (compared) this.byIdentity.set(entity[compared.identity], { entity, index });
  }
}

/** Whether two objects hold the very same values, so that one can stand for the other. */
export function isSameContent(a: FetchedObject, b: FetchedObject): boolean {
  let keys = 0;
  for (const key in a) {
    if (a[key] !== b[key]) return false;
    keys += 1;
  }
  for (const key in b) keys -= key in a ? 1 : 2;
  return keys === 0;
}
