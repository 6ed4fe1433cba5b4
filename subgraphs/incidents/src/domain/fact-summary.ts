import type { OriginatorDisplay } from '@alliance/schema';
import { type ClaimFact, claimFacts, factKind } from './claim.js';
import { compareDecimals } from './decimal.js';
import { comparePartialDates } from './partial-date.js';
import { secrecy } from './record-marking.js';
import { distinct } from './text-rule.js';

/** What a summary needs to know of a claim. */
export interface SummarisedClaim {
  readonly id: string;
  readonly fact: ClaimFact;
  readonly value: string;
  readonly unit: string | null;
  readonly originator: string;
  readonly originatorDisplay: OriginatorDisplay;
}

/** What is claimed about one fact in one unit: the chosen value and the spread. */
export interface FactSummary<C extends SummarisedClaim> {
  readonly fact: ClaimFact;
  readonly unit: string | null;
  readonly chosen: C | undefined;
  /** Each distinct value once, in the order in which they were claimed. */
  readonly values: readonly string[];
  /** Undefined where values do not compare, such as attributions. */
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly count: number;
}

/** The chosen claim of each fact; facts without one are absent. */
export type ChosenClaims<C> = ReadonlyMap<ClaimFact, C>;

/**
 * Tells which claim stands for each fact: the one that the incident's originator chose, or else the first that it made.
 * Only claims that the reader may see take part, so a choice that is hidden from a reader leaves no trace. A claim that
 * tells less about its originator than the incident does stands for nothing by itself, since that would tell.
 *
 * @param claims - the visible claims of one incident, oldest first
 */
export function chooseClaims<C extends SummarisedClaim>(
  claims: readonly C[],
  {
    chosen,
    ...incident
  }: Pick<SummarisedClaim, 'originator' | 'originatorDisplay'> & {
    readonly chosen: Readonly<Partial<Record<ClaimFact, string>>>;
  },
): ChosenClaims<C> {
  const isOpenlyItsOwn = (claim: C): boolean =>
    claim.originator === incident.originator && secrecy(claim) <= secrecy(incident);
  const choice = new Map<ClaimFact, C>();
  for (const fact of claimFacts) {
    const about = claims.filter((claim) => claim.fact === fact);
    const found = about.find(({ id }) => id === chosen[fact]) ?? about.find(isOpenlyItsOwn);
    if (found) choice.set(fact, found);
  }
  return choice;
}

/** Groups claims by fact and unit; only values in the same unit are compared. */
export function summariseFacts<C extends SummarisedClaim>(
  claims: readonly C[],
  choice: ChosenClaims<C>,
): FactSummary<C>[] {
  return claimFacts.flatMap((fact) => {
    const about = claims.filter((claim) => claim.fact === fact);
    return distinct(about.map(({ unit }) => unit)).map((unit) =>
      summarise(
        about.filter((claim) => claim.unit === unit),
        { fact, unit, choice },
      ),
    );
  });
}

function summarise<C extends SummarisedClaim>(
  claims: readonly C[],
  { fact, unit, choice }: { readonly fact: ClaimFact; readonly unit: string | null; readonly choice: ChosenClaims<C> },
): FactSummary<C> {
  const values = distinct(claims.map(({ value }) => value));
  const compare = comparison(fact);
  const sorted = compare ? values.toSorted(compare) : [];
  const chosen = choice.get(fact);
  return {
    fact,
    unit,
    chosen: chosen?.unit === unit ? chosen : undefined,
    values,
    min: sorted[0],
    max: sorted.at(-1),
    count: claims.length,
  };
}

function comparison(fact: ClaimFact): ((a: string, b: string) => number) | undefined {
  switch (factKind(fact)) {
    case 'money':
    case 'count':
      return compareDecimals;
    case 'time':
      return comparePartialDates;
    case 'text':
      return undefined;
  }
}
