import { Kind, type TypeNode } from 'graphql';
import { numberFrom } from './number-from.js';
import type { SubgraphTypes } from './subgraph-types.js';

/** What a value is made of beside its type. */
export interface Recipe {
  readonly identity: string;
  readonly field: string;
  /** Object types, or values of an enum, that all providers know. */
  readonly possible: readonly string[];
}

/** How many entities there are of a type. */
const population = 5;

/** Makes values, each from its type and its place. */
export class ValueMaker {
  /** @param isNull - whether the nullable value at a place is null */
  constructor(
    private readonly types: SubgraphTypes,
    private readonly isNull: (place: string) => boolean,
  ) {}

  /** A value of a type; of equal places and recipes always the same. Throws where subgraphs share none. */
  make(type: TypeNode, place: string, how: Recipe): unknown {
    if (type.kind === Kind.NON_NULL_TYPE) return this.makePresent(type.type, place, how);
    return this.isNull(place) ? null : this.makePresent(type, place, how);
  }

  private makePresent(type: TypeNode, place: string, how: Recipe): unknown {
    if (type.kind === Kind.NON_NULL_TYPE) return this.makePresent(type.type, place, how);
    if (type.kind === Kind.NAMED_TYPE) return this.makeNamed(type.name.value, place, how);
    return Array.from({ length: numberFrom(`length ${place}`, 4) }, (_, index) =>
      this.make(type.type, `${place} ${index}`, { ...how, identity: `${how.identity}/${index}` }),
    );
  }

  private makeNamed(name: string, place: string, { identity, field, possible }: Recipe): unknown {
    const kinds = this.types.named(name);
    if (kinds.every(({ kind }) => kind === 'other')) return scalar(name, field, numberFrom(place, 1_000));
    if (possible.length === 0) throw new Error(`Subgraphs that share ${field} agree on no type.`);
    const chosen = possible[numberFrom(`type ${place}`, possible.length)] ?? '';
    if (kinds.some(({ kind }) => kind === 'enum')) return chosen;
    return { __typename: chosen, type: chosen, identity: this.isEntity(chosen) ? this.anyOf(chosen, place) : identity };
  }

  isEntity(typename: string): boolean {
    return this.types.named(typename).some(({ keys }) => keys.length > 0);
  }

  /** An entity of a type, by its identity. */
  anyOf(typename: string, place: string): string {
    return `${typename}-${numberFrom(`which ${place}`, population)}`;
  }
}

function scalar(name: string, field: string, number: number): unknown {
  switch (name) {
    case 'Int':
      return number % 50;
    case 'Float':
      return number / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'ID':
      return `${field}.${number % 7}`;
    case 'JSON':
      return [number, { deep: [null, `${field} "${number}"`], price: 1 }, `text ${number}`, null][number % 4] ?? null;
    default:
      return number % 9 === 0 ? `${field} "quoted" \\ ü \u2028 ${number}` : `${field} ${number % 20}`;
  }
}
