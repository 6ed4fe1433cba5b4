import { type Concept, conceptTable } from './concept.table.js';

export type { Concept } from './concept.table.js';

export const concepts: readonly Concept[] = Object.keys(conceptTable) as Concept[];

interface Entry {
  readonly label: string;
  readonly broader: string | null;
  readonly risk?: number;
  readonly halfLifeDays?: number | null;
}

/** How a concept enters the score. */
export interface ConceptRule {
  /** How much it says against an address, 0 to 1. */
  readonly risk: number;
  /** Days after which a statement of it counts half; null: never fades. */
  readonly halfLifeDays: number | null;
}

export function labelOf(concept: Concept): string {
  return conceptTable[concept].label;
}

/** A concept's own rule, or the one of the nearest wider concept that has one. */
export function ruleOf(concept: Concept): ConceptRule {
  return rules.get(concept) ?? { risk: 0, halfLifeDays: null };
}

const rules: ReadonlyMap<Concept, ConceptRule> = new Map(
  concepts.map((concept) => [
    concept,
    { risk: inherit(concept, 'risk') ?? 0, halfLifeDays: inherit(concept, 'halfLifeDays') ?? null },
  ]),
);

function inherit(concept: Concept, property: 'risk' | 'halfLifeDays'): number | null | undefined {
  for (let entry: Entry | undefined = conceptTable[concept]; entry; entry = parentOf(entry)) {
    const value = entry[property];
    if (value !== undefined) return value;
  }
  return undefined;
}

function parentOf({ broader }: Entry): Entry | undefined {
  return broader === null ? undefined : (conceptTable as Readonly<Record<string, Entry>>)[broader];
}
