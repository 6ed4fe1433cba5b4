import { type Concept, ruleOf } from '../attestation/concept.js';
import {
  type ClaimType,
  type Method,
  methodLevels,
  type Reliability,
  reliabilityFactors,
} from '../attestation/vocabulary.js';

/** How bad, in a word (after TRM and Chainalysis). */
export const bands = ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'SEVERE'] as const;
export type Band = (typeof bands)[number];

/** Whether the statement is about the address itself or about something close to it (after TRM). */
export const riskTypes = ['OWNERSHIP', 'COUNTERPARTY', 'INDIRECT'] as const;
export type RiskType = (typeof riskTypes)[number];

/** Lowest score of each band. Published: whoever has the reasons can recompute the band by hand. */
export const bandThresholds = { LOW: 0, MEDIUM: 0.2, HIGH: 0.5, SEVERE: 0.8 } as const;

/** What a statement about the same account on another EVM chain counts, since it may be another contract there. */
export const otherChainFactor = 0.5;

const dayMs = 86_400_000;

/** The formula in words, shown with every answer. */
export const formula =
  'Per concept: weight = level/100 × reliability (1 when the originator rates none) × freshness 0.5^(age/half-life)' +
  ' × 0.5 when said of the same account on another chain; per root source and per originator only the heaviest counts,' +
  ' and all originators that do not show themselves to you are one;' +
  ' combined = 1 − ∏(1 − weight); score = the largest of risk(concept) × combined.' +
  ' Bands: SEVERE from 0.8, HIGH from 0.5, MEDIUM from 0.2, LOW below, UNKNOWN without any statement.' +
  ' A live SANCTION of an authority is SEVERE by itself (HIGH when said on another chain);' +
  ' an address on a known-good list is never above MEDIUM.';

/**
 * Stands for every originator that does not show itself to the reader. They count as one: were each its own, one member
 * could outvote the others under no name; were they told apart, a discount would tell which names stand behind them.
 */
export const undisclosedOriginator = '';

/** What the score needs to know of a visible attestation. */
export interface ScoredAttestation {
  readonly id: string;
  /** As the reader knows it: {@link undisclosedOriginator} for one that does not show itself. */
  readonly originator: string;
  readonly claimType: ClaimType;
  readonly concepts: readonly Concept[];
  readonly method: Method;
  readonly reliability: Reliability | null;
  /** Until when it was observed, or since when; the day of publication when neither is known. */
  readonly lastKnownAt: Date;
  /** Two sources with the same root are one source. */
  readonly rootSource: string;
  readonly isAuthority: boolean;
  /** Said of the same account on another chain. */
  readonly otherChain: boolean;
}

export const discounts = ['NONE', 'SAME_ROOT_SOURCE', 'SAME_ORIGINATOR', 'UNDISCLOSED_ORIGINATOR'] as const;
export type Discount = (typeof discounts)[number];

/** One attestation's part in one concept. */
export interface Reason {
  readonly attestation: ScoredAttestation;
  readonly concept: Concept;
  readonly level: number;
  readonly reliabilityFactor: number;
  readonly ageDays: number;
  readonly halfLifeDays: number | null;
  readonly freshness: number;
  /** Before any discount. */
  readonly weight: number;
  readonly discount: Discount;
  /** The attestation that counts in its place; null when it counts itself. */
  readonly countedInstead: string | null;
}

export interface Score {
  readonly band: Band;
  /** 0 to 1. */
  readonly score: number;
  readonly riskTypes: readonly RiskType[];
  readonly reasons: readonly Reason[];
  /** Why the band is not what the score alone gives; null when it is. */
  readonly override: string | null;
}

/** Scores an address from what one viewer may see of it. A function of its arguments alone. */
export function scoreAddress(attestations: readonly ScoredAttestation[], isKnownGood: boolean, now: Date): Score {
  const byConcept = Map.groupBy(
    attestations.flatMap((attestation) => attestation.concepts.map((concept) => weigh(attestation, concept, now))),
    ({ concept }) => concept,
  );
  const scored = [...byConcept].map(([concept, weighed]) => {
    const reasons = collapse(weighed);
    return { reasons, score: ruleOf(concept).risk * combine(reasons) };
  });
  const score = Math.max(0, ...scored.map((part) => part.score));
  const reasons = scored.sort((a, b) => b.score - a.score).flatMap((part) => part.reasons);
  return { ...bandOf(attestations, score, isKnownGood), score, riskTypes: riskTypesOf(attestations), reasons };
}

function weigh(attestation: ScoredAttestation, concept: Concept, now: Date): Reason {
  const level = methodLevels[attestation.method];
  const reliabilityFactor = attestation.reliability === null ? 1 : reliabilityFactors[attestation.reliability];
  const { halfLifeDays } = ruleOf(concept);
  const ageDays = Math.max(0, Math.floor((now.getTime() - attestation.lastKnownAt.getTime()) / dayMs));
  const freshness = halfLifeDays === null ? 1 : 0.5 ** (ageDays / halfLifeDays);
  const chainFactor = attestation.otherChain ? otherChainFactor : 1;
  const weight = (level / 100) * reliabilityFactor * freshness * chainFactor;
  return {
    attestation,
    concept,
    level,
    reliabilityFactor,
    ageDays,
    halfLifeDays,
    freshness,
    weight,
    discount: 'NONE',
    countedInstead: null,
  };
}

/** One vote per root source and one per originator, the heavier first, so that copies and repetitions add nothing. */
function collapse(reasons: readonly Reason[]): Reason[] {
  const roots = new Map<string, string>();
  const originators = new Map<string, string>();
  return [...reasons].sort(heaviestFirst).map((reason) => {
    const { id, rootSource, originator } = reason.attestation;
    const sameRoot = roots.get(rootSource);
    const sameOriginator = originators.get(originator);
    if (sameRoot !== undefined) return { ...reason, discount: 'SAME_ROOT_SOURCE', countedInstead: sameRoot };
    if (sameOriginator !== undefined) {
      const discount = originator === undisclosedOriginator ? 'UNDISCLOSED_ORIGINATOR' : 'SAME_ORIGINATOR';
      return { ...reason, discount, countedInstead: sameOriginator };
    }
    roots.set(rootSource, id);
    originators.set(originator, id);
    return reason;
  });
}

/** The id decides between equals, so that the same records give the same answer. */
function heaviestFirst(a: Reason, b: Reason): number {
  return b.weight - a.weight || (a.attestation.id < b.attestation.id ? -1 : 1);
}

function combine(reasons: readonly Reason[]): number {
  const doubt = reasons
    .filter(({ discount }) => discount === 'NONE')
    .reduce((product, { weight }) => product * (1 - weight), 1);
  return 1 - doubt;
}

function bandOf(
  attestations: readonly ScoredAttestation[],
  score: number,
  isKnownGood: boolean,
): Pick<Score, 'band' | 'override'> {
  const computed = attestations.length === 0 ? 'UNKNOWN' : bandOfScore(score);
  const sanctions = attestations.filter(({ claimType, isAuthority }) => claimType === 'SANCTION' && isAuthority);
  const isDirect = sanctions.some(({ otherChain }) => !otherChain);
  const raised = sanctions.length === 0 ? computed : isDirect ? 'SEVERE' : higher(computed, 'HIGH');
  if (isKnownGood && bands.indexOf(raised) > bands.indexOf('MEDIUM')) {
    return { band: 'MEDIUM', override: 'On a known-good list: never above MEDIUM without a human decision.' };
  }
  if (raised === computed) return { band: computed, override: null };
  const where = isDirect ? 'this address' : 'the same account on another chain';
  return { band: raised, override: `An authority's sanction list names ${where}.` };
}

function bandOfScore(score: number): Band {
  if (score >= bandThresholds.SEVERE) return 'SEVERE';
  if (score >= bandThresholds.HIGH) return 'HIGH';
  return score >= bandThresholds.MEDIUM ? 'MEDIUM' : 'LOW';
}

function higher(a: Band, b: Band): Band {
  return bands.indexOf(a) >= bands.indexOf(b) ? a : b;
}

function riskTypesOf(attestations: readonly ScoredAttestation[]): RiskType[] {
  const found = new Set(attestations.filter(speaksAgainst).map(riskTypeOf));
  return riskTypes.filter((type) => found.has(type));
}

function speaksAgainst({ concepts, claimType }: ScoredAttestation): boolean {
  return claimType === 'SANCTION' || concepts.some((concept) => ruleOf(concept).risk > 0);
}

function riskTypeOf({ claimType, otherChain }: ScoredAttestation): RiskType {
  if (otherChain) return 'INDIRECT';
  return claimType === 'MENTION' || claimType === 'EVENT' ? 'COUNTERPARTY' : 'OWNERSHIP';
}
