import { CommandError } from '../../command-error.js';
import type { HubAnswer, HubClient, HubGraphQLError, HubRequest } from '../../hub-client.js';
import type { MarkingInput } from '../hub-inputs.js';
import { addOutcomes, type Lot, type LotOutcome, nothingSent, partOf } from './lot.js';

/** Takes lots to the hub. */
export interface LotSender {
  /** Throws CommandError when nothing further can be sent: hub gone, caller refused, marking refused. */
  readonly send: (lot: Lot) => Promise<LotOutcome>;
  /**
   * Ends the entries of a list that are not in this version. Returns how many that were. Throws CommandError; its code is
   * CONFLICT when the hub has a later version already.
   */
  readonly conclude: (list: string, version: string) => Promise<number>;
}

/** Counts what would be sent. */
export const dryRunSender: LotSender = {
  send: (lot) => Promise.resolve({ ...nothingSent, wouldSend: lot.items.length }),
  conclude: () => Promise.resolve(0),
};

const publish = `mutation Import($input: PublishAttestationsInput!) {
  publishAttestations(input: $input) { results { outcome reason message } }
}`;
const registerActors = `mutation ImportActors($input: RegisterActorsInput!) {
  registerActors(input: $input) { results { outcome } }
}`;
const reportIncident = `mutation ImportIncident($input: ReportIncidentInput!) {
  reportIncident(input: $input) { outcome }
}`;
const concludeList = `mutation ConcludeList($id: String!, $version: Date!) {
  concludeList(input: { id: $id, version: $version }) { withdrawn }
}`;

/** Refusals that concern single items; the lot is taken apart until they are found. */
const itemCodes: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'CONFLICT',
  'GRAPHQL_VALIDATION_FAILED',
  'REQUEST_BODY_TOO_LARGE',
]);

/** After so many refused items and not one that was taken, the fault is not the items'. */
const hopelessAfter = 8;

export function createLotSender(hub: HubClient, marking: MarkingInput, signal: AbortSignal): LotSender {
  const ask = (request: Omit<HubRequest, 'isRepeatable' | 'signal'>): Promise<HubAnswer> =>
    hub.ask({ ...request, isRepeatable: true, signal });
  return {
    send: (lot) => new LotDelivery(ask, marking).deliver(lot),
    conclude: async (list, version) => {
      const answer = await ask({ query: concludeList, variables: { id: list, version } });
      const payload = fieldOf(answer, 'concludeList');
      if (!payload) throw refusalOf(answer.errors);
      return numberOf(payload, 'withdrawn');
    },
  };
}

type Ask = (request: Omit<HubRequest, 'isRepeatable' | 'signal'>) => Promise<HubAnswer>;

/** One lot on its way. When the hub refuses it as a whole, it goes in halves, so that one bad item costs itself only. */
class LotDelivery {
  readonly #ask: Ask;
  readonly #marking: MarkingInput;
  #refused = 0;
  #taken = 0;

  constructor(ask: Ask, marking: MarkingInput) {
    this.#ask = ask;
    this.#marking = marking;
  }

  async deliver(lot: Lot): Promise<LotOutcome> {
    const answer = await this.#ask(requestFor(lot, this.#marking));
    const outcome = outcomeOf(lot, answer);
    if (outcome) {
      this.#taken += lot.items.length;
      return outcome;
    }
    if (isOutOfDate(lot, answer.errors)) return refuseEdition(lot, answer.errors);
    if (!concernsItems(answer.errors)) throw refusalOf(answer.errors);
    return lot.items.length === 1 ? this.#refuseItem(lot, answer.errors) : this.#deliverHalves(lot);
  }

  async #deliverHalves(lot: Lot): Promise<LotOutcome> {
    const middle = Math.ceil(lot.items.length / 2);
    const first = await this.deliver(partOf(lot, 0, middle));
    return addOutcomes(first, await this.deliver(partOf(lot, middle, lot.items.length)));
  }

  #refuseItem(lot: Lot, errors: readonly HubGraphQLError[]): LotOutcome {
    this.#refused += 1;
    if (this.#taken === 0 && this.#refused >= hopelessAfter) throw refusalOf(errors);
    const [item] = lot.items;
    if (!item) return nothingSent;
    const { code, message } = refusalOf(errors);
    return { ...nothingSent, quarantined: [{ reason: code, message, place: item.place }], refused: 1 };
  }
}

function requestFor(lot: Lot, marking: MarkingInput): Omit<HubRequest, 'isRepeatable' | 'signal'> {
  switch (lot.kind) {
    case 'attestations': {
      const items = lot.items.map(({ item }) => item);
      return { query: publish, variables: { input: { marking, ...lot.defaults, items } } };
    }
    case 'actors':
      return { query: registerActors, variables: { input: { actors: lot.items.map(({ item }) => item) } } };
    case 'incident':
      return { query: reportIncident, variables: { input: { ...lot.items[0].item, marking } } };
  }
}

/** Undefined when the hub did not do it. */
function outcomeOf(lot: Lot, answer: HubAnswer): LotOutcome | undefined {
  switch (lot.kind) {
    case 'attestations':
      return resultsOutcome(lot, fieldOf(answer, 'publishAttestations'));
    case 'actors': {
      const outcome = resultsOutcome(lot, fieldOf(answer, 'registerActors'));
      return outcome && { ...outcome, refused: outcome.quarantined.length };
    }
    case 'incident': {
      const payload = fieldOf(answer, 'reportIncident');
      return payload && countOutcome(nothingSent, payload, lot.items[0].place);
    }
  }
}

/** Counts what became of each item; undefined when the hub did not do it. */
function resultsOutcome(lot: Lot, payload: Readonly<Record<string, unknown>> | undefined): LotOutcome | undefined {
  const results = payload?.['results'];
  if (results === undefined) return undefined;
  if (!Array.isArray(results) || results.length !== lot.items.length) {
    throw new CommandError(
      'NOT_A_HUB',
      `Expected ${lot.items.length} results, got ${JSON.stringify(results).slice(0, 80)}.`,
    );
  }
  const quarantined: LotOutcome['quarantined'][number][] = [];
  const counts = { ACCEPTED: 0, UPDATED: 0, UNCHANGED: 0 };
  for (const [index, { place }] of lot.items.entries()) {
    const result = results[index] as Readonly<Record<string, unknown>>;
    const outcome = result['outcome'];
    if (isCounted(outcome)) counts[outcome] += 1;
    else quarantined.push(quarantinedItem(result, place));
  }
  const { ACCEPTED: accepted, UPDATED: updated, UNCHANGED: unchanged } = counts;
  return { ...nothingSent, accepted, updated, unchanged, quarantined };
}

type Counted = 'ACCEPTED' | 'UPDATED' | 'UNCHANGED';

function isCounted(outcome: unknown): outcome is Counted {
  return outcome === 'ACCEPTED' || outcome === 'UPDATED' || outcome === 'UNCHANGED';
}

function countOutcome(
  before: LotOutcome,
  result: Readonly<Record<string, unknown>>,
  place: LotOutcome['quarantined'][number]['place'],
): LotOutcome {
  const { outcome } = result;
  if (!isCounted(outcome)) return { ...before, quarantined: [...before.quarantined, quarantinedItem(result, place)] };
  return addOutcomes(before, { ...nothingSent, [outcome.toLowerCase()]: 1 });
}

function quarantinedItem(
  { outcome, reason, message }: Readonly<Record<string, unknown>>,
  place: LotOutcome['quarantined'][number]['place'],
): LotOutcome['quarantined'][number] {
  if (outcome === 'REFUSED') return { reason: 'ACTOR_OF_ANOTHER_MEMBER', message: 'who alone may change it', place };
  const code = typeof reason === 'string' ? reason : String(outcome);
  return { reason: code, message: typeof message === 'string' ? message : '', place };
}

function fieldOf({ data }: HubAnswer, field: string): Readonly<Record<string, unknown>> | undefined {
  const value = data?.[field];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function numberOf(payload: Readonly<Record<string, unknown>>, field: string): number {
  const value = payload[field];
  if (typeof value === 'number') return value;
  throw new CommandError('NOT_A_HUB', `Expected a number in ${field}, got ${JSON.stringify(value)}.`);
}

/** The hub has concluded a later edition of the list; an old file must not bring back what has ended since. */
function isOutOfDate(lot: Lot, errors: readonly HubGraphQLError[]): boolean {
  return (
    lot.kind === 'attestations' && lot.defaults.list !== undefined && errors[0]?.extensions?.['code'] === 'CONFLICT'
  );
}

function refuseEdition(lot: Lot, errors: readonly HubGraphQLError[]): LotOutcome {
  const { message } = refusalOf(errors);
  const quarantined = lot.items.map(({ place }) => ({ reason: 'LIST_OUT_OF_DATE', message, place }));
  return { ...nothingSent, quarantined, refused: quarantined.length };
}

/** A refused marking, source or list refuses every item alike, and needs no search. */
function concernsItems(errors: readonly HubGraphQLError[]): boolean {
  const [error] = errors;
  if (!error || !itemCodes.has(error.extensions?.['code'])) return false;
  const field = error.extensions?.['field'];
  return typeof field !== 'string' || !/^(input\.)?(marking|source|list)\b/.test(field);
}

function refusalOf(errors: readonly HubGraphQLError[]): CommandError {
  const [error] = errors;
  const code = error?.extensions?.['code'];
  const message = error?.message ?? 'The hub gave no answer and no reason.';
  return new CommandError(typeof code === 'string' ? code : 'REFUSED_BY_HUB', message);
}
