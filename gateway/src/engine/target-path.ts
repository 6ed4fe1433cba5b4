import type { PathStep } from '../plan.js';
import { responseKeyOf } from './data-keys.js';
import type { ResponsePath } from './error-ledger.js';
import type { FetchedObject } from './fetched-data.js';
import type { SharedValues } from './shared-values.js';

/** Whether an object that calls itself `typename` is of one of the types. */
export type TypeTest = (typename: string, names: readonly string[]) => boolean;

export type Holder = Record<string | number, unknown>;

/** Told of an object at the end of a path, and what refers to it. */
export type TargetVisitor = (target: FetchedObject, holder: Holder, key: string | number) => void;

export interface LocatedTarget {
  readonly target: FetchedObject;
  readonly path: ResponsePath;
}

/** Leads from the root of fetched data to all objects at one place of the operation. */
export class TargetPath {
  private readonly steps: readonly Step[];

  constructor(
    steps: readonly PathStep[],
    private readonly isOneOf: TypeTest,
  ) {
    // Lists are entered whether or not the path says so.
    this.steps = steps.flatMap((step): Step[] => {
      if (step.kind === 'elements') return [];
      return [step.kind === 'field' ? { key: step.key } : { types: step.names }];
    });
  }

  /**
   * Visits the objects in the order of the response. Nulls on the way end there, quietly. What stands at several places
   * is visited once.
   */
  visit(root: FetchedObject, shared: SharedValues, visitor: TargetVisitor): void {
    const visited = shared.isEmpty ? undefined : new Set<object>();
    this.visitValue({ root }, 'root', 0, { shared, visited, visitor });
  }

  /** The objects at every place in the response, and where that is. Slower; for reporting errors. */
  locate(root: FetchedObject): LocatedTarget[] {
    const found: LocatedTarget[] = [];
    this.locateFrom(root, 0, [], found);
    return found;
  }

  private visitValue(holder: Holder, key: string | number, position: number, walk: Walk): void {
    const value = holder[key];
    if (typeof value !== 'object' || value === null) return;
    const { visited } = walk;
    if (visited && walk.shared.has(value)) {
      if (visited.has(value)) return;
      visited.add(value);
    }
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        this.visitValue(value as unknown as Holder, index, position, walk);
      }
      return;
    }
    const target = value as FetchedObject;
    const next = this.afterTypes(target, position);
    const step = this.steps[next];
    if (step?.key !== undefined) this.visitValue(target, step.key, next + 1, walk);
    else if (next === this.steps.length) walk.visitor(target, holder, key);
  }

  private locateFrom(value: unknown, position: number, path: ResponsePath, found: LocatedTarget[]): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        this.locateFrom(item, position, [...path, index], found);
      });
      return;
    }
    const target = value as FetchedObject;
    const next = this.afterTypes(target, position);
    const step = this.steps[next];
    if (step?.key !== undefined) {
      this.locateFrom(target[step.key], next + 1, [...path, responseKeyOf(step.key)], found);
    } else if (next === this.steps.length) found.push({ target, path });
  }

  /** The position after the type conditions at `position`; beyond any step when the object does not fit one of them. */
  private afterTypes(object: FetchedObject, position: number): number {
    let next = position;
    for (let step = this.steps[next]; step?.types; step = this.steps[++next]) {
      const typename = object['__typename'];
      if (typeof typename === 'string' && !this.isOneOf(typename, step.types)) return this.steps.length + 1;
    }
    return next;
  }
}

/** A field to follow, or a type condition on the object that has been reached. */
interface Step {
  readonly key?: string;
  readonly types?: readonly string[];
}

interface Walk {
  readonly shared: SharedValues;
  /** Of what is shared; undefined when nothing is. */
  readonly visited: Set<object> | undefined;
  readonly visitor: TargetVisitor;
}
