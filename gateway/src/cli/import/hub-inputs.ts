import type { OriginatorDisplay, Pap } from '@alliance/schema';

/*
 * The hub's inputs as the importers fill them, field by field after the published schema. They are stated here once more
 * because the command line is a client like any other: it knows the hub by its GraphQL, not by its code.
 */

/** A scalar that YAML or JSON holds as a number where text belongs. The hub quarantines it; it is never made text here. */
export type AddressValue = string | number;

export type ClaimType = 'STRUCTURAL' | 'ATTRIBUTION' | 'ABUSE' | 'SANCTION' | 'EVENT' | 'MENTION' | 'BENIGN';

export const claimTypes: readonly ClaimType[] = [
  'STRUCTURAL',
  'ATTRIBUTION',
  'ABUSE',
  'SANCTION',
  'EVENT',
  'MENTION',
  'BENIGN',
];

export const sourceKinds = ['AUTHORITY', 'LEDGER', 'MEMBER_OWN', 'VENDOR', 'ACADEMIC', 'COMMUNITY', 'PRESS'] as const;

export type SourceKind = (typeof sourceKinds)[number];

export const reliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

export type Reliability = (typeof reliabilities)[number];

/** The longest texts that the hub takes. */
export const maxLength = { label: 200, title: 300, publisher: 200, statement: 500 } as const;

export interface MarkingInput {
  readonly tlp: string;
  readonly sharingGroup?: string | undefined;
  readonly pap?: Pap | undefined;
  readonly originatorDisplay?: OriginatorDisplay | undefined;
}

export interface SourceInput {
  readonly publisher: string;
  readonly kind: SourceKind;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly retrievedOn?: string | undefined;
  readonly licence?: string | undefined;
  /** URL or publisher of the list from which this one was taken; the two then count as one voice. */
  readonly root?: string | undefined;
}

export interface ListInput {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly version: string;
}

/** What all items of one `publishAttestations` call have in common, beside the marking. */
export interface PublishDefaults {
  readonly source: SourceInput;
  readonly list?: ListInput | undefined;
}

export interface AttestationInput {
  readonly reference: string;
  readonly chain?: string | undefined;
  /** The subject: one of these three. */
  readonly address?: AddressValue | undefined;
  readonly transaction?: string | undefined;
  readonly domain?: string | undefined;
  readonly claimType: ClaimType;
  readonly concepts?: readonly string[] | undefined;
  readonly label?: string | undefined;
  readonly statement?: string | undefined;
  readonly actor?: string | undefined;
  readonly method?: string | undefined;
  readonly reliability?: Reliability | undefined;
  /** ISO 8601 with offset, as are the two below. */
  readonly observedFrom?: string | undefined;
  readonly observedTo?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly source?: SourceInput | undefined;
}

export interface ActorInput {
  readonly id: string;
  readonly label: string;
  readonly aliases?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly jurisdictions?: readonly string[] | undefined;
  readonly uri?: string | undefined;
}
