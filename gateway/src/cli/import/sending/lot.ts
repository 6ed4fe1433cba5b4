import type { ActorInput, AttestationInput, PublishDefaults } from '../hub-inputs.js';
import type { ImportWork, Place } from '../import-work.js';
import type { IncidentInput } from '../incident-input.js';

export interface PlacedItem<T> {
  readonly item: T;
  readonly place: Place;
}

/** What goes to the hub in one request. */
export type Lot =
  | {
      readonly kind: 'attestations';
      readonly defaults: PublishDefaults;
      readonly items: readonly PlacedItem<AttestationInput>[];
    }
  | { readonly kind: 'actors'; readonly items: readonly PlacedItem<ActorInput>[] }
  | { readonly kind: 'incident'; readonly items: readonly [PlacedItem<IncidentInput>] };

export interface QuarantinedItem {
  readonly reason: string;
  readonly message: string;
  readonly place: Place;
}

/** What became of the items of a lot; every item is in exactly one of the parts. */
export interface LotOutcome {
  readonly accepted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Counted by a dry run in place of the three above. */
  readonly wouldSend: number;
  readonly quarantined: readonly QuarantinedItem[];
  /** How many of the quarantined the hub did not even take to its own quarantine. */
  readonly refused: number;
}

export const nothingSent: LotOutcome = {
  accepted: 0,
  updated: 0,
  unchanged: 0,
  wouldSend: 0,
  quarantined: [],
  refused: 0,
};

export function addOutcomes(a: LotOutcome, b: LotOutcome): LotOutcome {
  return {
    accepted: a.accepted + b.accepted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    wouldSend: a.wouldSend + b.wouldSend,
    quarantined: [...a.quarantined, ...b.quarantined],
    refused: a.refused + b.refused,
  };
}

/** What must not be under way twice at a time: two versions of it would arrive in any order. */
export function keysOf(lot: Lot): readonly string[] {
  if (lot.kind === 'actors') return lot.items.map(({ item }) => item.id);
  return lot.items.map(({ item }) => item.reference);
}

/** A lot of some of another's items. */
export function partOf(lot: Lot, from: number, to: number): Lot {
  switch (lot.kind) {
    case 'attestations':
      return { ...lot, items: lot.items.slice(from, to) };
    case 'actors':
      return { ...lot, items: lot.items.slice(from, to) };
    case 'incident':
      return lot;
  }
}

type SendableWork = Extract<ImportWork, { kind: 'attestation' | 'actor' | 'incident' }>;

/** Gathers work to lots of at most `size` items, in order. */
export class LotBuilder {
  readonly #size: number;
  #work: SendableWork[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Takes one item. Returns the lot that it completes or does not belong to, if any. */
  add(work: SendableWork): Lot | undefined {
    const [first] = this.#work;
    const full = first && (this.#work.length >= this.#size || !belongTogether(first, work)) ? this.take() : undefined;
    this.#work.push(work);
    return full;
  }

  /** What has gathered so far. */
  take(): Lot | undefined {
    const work = this.#work;
    this.#work = [];
    const [first] = work;
    if (!first) return undefined;
    if (first.kind === 'incident') return { kind: 'incident', items: [first] };
    if (first.kind === 'actor') {
      return { kind: 'actors', items: work.filter((part) => part.kind === 'actor') };
    }
    return {
      kind: 'attestations',
      defaults: first.defaults,
      items: work.filter((part) => part.kind === 'attestation'),
    };
  }
}

function belongTogether(a: SendableWork, b: SendableWork): boolean {
  if (a.kind === 'actor') return b.kind === 'actor';
  if (a.kind !== 'attestation' || b.kind !== 'attestation') return false;
  return a.defaults.source === b.defaults.source && a.defaults.list?.id === b.defaults.list?.id;
}
