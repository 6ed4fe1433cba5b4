/**
 * Words of public lists that mean a concept of the hub under another name.
 * - `black_list`: in the public TagPacks only Tether's own blacklist, that is: frozen by the token's issuer.
 * - `defi_derivatives`: the taxonomy uses this as the key of the concept whose id is `defi_derivative`.
 */
const otherNames: Readonly<Record<string, string>> = {
  BLACK_LIST: 'FROZEN_BY_ISSUER',
  DEFI_DERIVATIVES: 'DEFI_DERIVATIVE',
};

export interface KnownConcepts {
  readonly concepts: readonly string[];
  /** Words as they came that the hub has no concept for. */
  readonly unknown: readonly string[];
}

export interface ConceptVocabulary {
  /** Reads words of a taxonomy; repeats are dropped, order is kept. */
  readonly read: (words: readonly string[]) => KnownConcepts;
}

/**
 * @param known - the values of the hub's enum Concept. Undefined when they could not be asked for: then every word is
 * passed on by rule, and the hub judges.
 */
export function createConceptVocabulary(known: ReadonlySet<string> | undefined): ConceptVocabulary {
  const cache = new Map<string, string | undefined>();
  const read = (word: string): string | undefined => {
    if (!cache.has(word)) cache.set(word, findConcept(word, known));
    return cache.get(word);
  };
  return {
    read: (words) => {
      const found = words.map((word) => [word, read(word)] as const);
      const concepts = found.flatMap(([, concept]) => concept ?? []);
      const unknown = found.filter(([, concept]) => concept === undefined).map(([word]) => word);
      return { concepts: [...new Set(concepts)], unknown: [...new Set(unknown)] };
    },
  };
}

function findConcept(word: string, known: ReadonlySet<string> | undefined): string | undefined {
  const name = word
    .trim()
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  const candidates = [name, otherNames[name]].filter((candidate) => candidate !== undefined);
  if (known) return candidates.find((candidate) => known.has(candidate));
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? candidates.at(-1) : undefined;
}
