import type { FetchedObject } from './fetched-data.js';

/**
 * Lists and objects of an answer that stand at several places of the data, because several objects were the same
 * entity. They are looked at, completed and written once.
 */
export class SharedValues {
  private readonly values = new Set<object>();

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  has(value: object): boolean {
    return this.values.has(value);
  }

  /** Notes that `value` has come to a second place. */
  add(value: object): void {
    this.values.add(value);
  }

  /** Notes that all that hangs below `entity` has come to a second place. */
  addPartsOf(entity: FetchedObject): void {
    for (const key in entity) {
      const value = entity[key];
      if (typeof value === 'object' && value !== null) this.values.add(value);
    }
  }
}
