import { domainToASCII } from 'node:url';
import { badInput } from '@alliance/schema';
import { readAddress, readChain, readTransactionHash, type SubmittedAddress } from './chain-reference.js';
import { readCountryCode } from './country-code.js';
import type { Fidelity, IncidentCategory, PartyRole, Severity } from './incident-vocabulary.js';
import { distinct, maxItems, maxLength, readList, readOptionalText, readText, readUrl } from './text-rule.js';

type Missing = null | undefined;

/** A period as it is stated: how exact its ends are is said by `fidelity`. */
export interface OccurredPeriod {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly fidelity: Fidelity;
}

export interface PartyContent {
  /** CAIP-10; null for a party known by name alone. */
  readonly address: string | null;
  /** The address as it was submitted. */
  readonly submitted: string | null;
  readonly actor: string | null;
  readonly role: PartyRole;
  readonly note: string | null;
  readonly since: string | null;
  readonly until: string | null;
}

export interface TransactionContent {
  readonly chain: string;
  readonly hash: string;
  readonly note: string | null;
}

export interface TimelineEntryContent {
  /** ISO 8601 with offset. */
  readonly at: string;
  readonly fidelity: Fidelity;
  readonly text: string;
  readonly source: string | null;
}

export interface ReferenceContent {
  readonly url: string;
  readonly title: string | null;
  readonly publisher: string | null;
}

/** What an incident says, apart from its claims, its state and its marking. */
export interface IncidentContent {
  readonly title: string;
  readonly summary: string | null;
  readonly category: IncidentCategory;
  readonly techniques: readonly string[];
  readonly severity: Severity;
  readonly occurred: OccurredPeriod;
  readonly detectedAt: Date | null;
  readonly chains: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly parties: readonly PartyContent[];
  readonly transactions: readonly TransactionContent[];
  readonly domains: readonly string[];
  readonly timeline: readonly TimelineEntryContent[];
  readonly references: readonly ReferenceContent[];
}

export interface PartyDraft {
  readonly address?: SubmittedAddress | Missing;
  readonly actor?: string | Missing;
  readonly role: PartyRole;
  readonly note?: string | Missing;
  readonly since?: string | Missing;
  readonly until?: string | Missing;
}

/** An incident as somebody brings it. */
export interface IncidentDraft {
  readonly title: string;
  readonly summary?: string | Missing;
  readonly category: IncidentCategory;
  readonly techniques?: readonly string[] | Missing;
  readonly severity?: Severity | Missing;
  readonly occurred: { readonly from?: Date | Missing; readonly to?: Date | Missing; readonly fidelity: Fidelity };
  readonly detectedAt?: Date | Missing;
  readonly chains?: readonly string[] | Missing;
  readonly jurisdictions?: readonly string[] | Missing;
  readonly parties?: readonly PartyDraft[] | Missing;
  readonly transactions?:
    readonly { readonly chain: string; readonly hash: string; readonly note?: string | Missing }[] | Missing;
  readonly domains?: readonly string[] | Missing;
  readonly timeline?:
    | readonly {
        readonly at: Date;
        readonly fidelity: Fidelity;
        readonly text: string;
        readonly source?: string | Missing;
      }[]
    | Missing;
  readonly references?:
    | readonly { readonly url: string; readonly title?: string | Missing; readonly publisher?: string | Missing }[]
    | Missing;
}

/** Reads an incident. Throws BAD_USER_INPUT naming the field that breaks a rule, what was expected and what came. */
export function readIncident(draft: IncidentDraft): IncidentContent {
  return {
    title: readText('title', draft.title, maxLength.title),
    summary: readOptionalText('summary', draft.summary, maxLength.summary),
    category: draft.category,
    techniques: distinct(readList('techniques', draft.techniques, { max: maxItems.techniques, read: readTechnique })),
    severity: draft.severity ?? 'NOT_SPECIFIED',
    occurred: readOccurred(draft.occurred),
    detectedAt: draft.detectedAt ?? null,
    chains: distinct(
      readList('chains', draft.chains, { max: maxItems.chains, read: (item, field) => readChain(field, item) }),
    ),
    jurisdictions: distinct(
      readList('jurisdictions', draft.jurisdictions, {
        max: maxItems.jurisdictions,
        read: (item, field) => readCountryCode(field, item),
      }),
    ),
    parties: readList('parties', draft.parties, { max: maxItems.parties, read: readParty }),
    transactions: readList('transactions', draft.transactions, { max: maxItems.transactions, read: readTransaction }),
    domains: distinct(readList('domains', draft.domains, { max: maxItems.domains, read: readDomain })),
    timeline: readList('timeline', draft.timeline, { max: maxItems.timeline, read: readTimelineEntry }).toSorted(
      byTime,
    ),
    references: readList('references', draft.references, { max: maxItems.references, read: readReference }),
  };
}

function readTechnique(item: string, field: string): string {
  return readText(field, item, maxLength.technique);
}

function readOccurred({ from, to, fidelity }: IncidentDraft['occurred']): OccurredPeriod {
  if (!from && !to) throw badInput('occurred', 'a beginning, an end, or both', { from, to });
  if (from && to && from > to) throw badInput('occurred.to', `no time before ${from.toISOString()}`, to);
  return { from: from ?? null, to: to ?? null, fidelity };
}

function readParty(draft: PartyDraft, field: string): PartyContent {
  const { address, role, since, until } = draft;
  requireOrder(field, draft);
  const actor = readOptionalText(`${field}.actor`, draft.actor, maxLength.actor);
  const read = address === null || address === undefined ? undefined : readAddress(`${field}.address`, address);
  if (!read && actor === null) throw badInput(field, 'an address, the name of an actor, or both', draft);
  if (role === 'VICTIM' && actor !== null) {
    throw badInput(`${field}.actor`, 'no name, since victims are never parties by name', actor);
  }
  return {
    address: read?.address ?? null,
    submitted: read?.submitted ?? null,
    actor,
    role,
    note: readOptionalText(`${field}.note`, draft.note, maxLength.note),
    since: since ?? null,
    until: until ?? null,
  };
}

function requireOrder(field: string, { since, until }: PartyDraft): void {
  if (since && until && since > until) throw badInput(`${field}.until`, `no day before ${since}`, until);
}

function readTransaction(
  { chain, hash, note }: { readonly chain: string; readonly hash: string; readonly note?: string | Missing },
  field: string,
): TransactionContent {
  const onChain = readChain(`${field}.chain`, chain);
  return {
    chain: onChain,
    hash: readTransactionHash(`${field}.hash`, onChain, hash),
    note: readOptionalText(`${field}.note`, note, maxLength.note),
  };
}

/** Lower case, and IDNA A-labels (RFC 5890) for what is written in other letters. */
function readDomain(item: string, field: string): string {
  const domain = domainToASCII(item.trim().replace(/\.$/, '').toLowerCase());
  if (!/^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(domain)) {
    throw badInput(field, 'a domain name such as "example.org"', item);
  }
  return domain;
}

function readTimelineEntry(
  { at, fidelity, text, source }: NonNullable<IncidentDraft['timeline']>[number],
  field: string,
): TimelineEntryContent {
  return {
    at: at.toISOString(),
    fidelity,
    text: readText(`${field}.text`, text, maxLength.timelineText),
    source: readOptionalText(`${field}.source`, source, maxLength.url),
  };
}

function readReference(
  { url, title, publisher }: NonNullable<IncidentDraft['references']>[number],
  field: string,
): ReferenceContent {
  return {
    url: readUrl(`${field}.url`, url),
    title: readOptionalText(`${field}.title`, title, maxLength.title),
    publisher: readOptionalText(`${field}.publisher`, publisher, maxLength.publisher),
  };
}

function byTime(a: TimelineEntryContent, b: TimelineEntryContent): number {
  return a.at < b.at ? -1 : Number(a.at > b.at);
}
