/*
 * `reportIncident`'s input as the DeFiHackLabs importer fills it, after the published schema (see hub-inputs.ts). The
 * marking is added when it is sent.
 */

export type PartyRole = 'ATTACKER' | 'ATTACK_CONTRACT' | 'VULNERABLE_CONTRACT';

export interface ClaimInput {
  readonly fact: 'LOSS';
  /** Decimal as text, without separators and without exponent. */
  readonly value: string;
  /** `USD`, `ETH`, … as the source states it. */
  readonly unit?: string | undefined;
  readonly source: { readonly publisher: string; readonly url?: string | undefined };
  readonly note?: string | undefined;
  readonly isChosen?: boolean | undefined;
}

export interface PartyInput {
  readonly address: { readonly chain: string; readonly value: string };
  readonly role: PartyRole;
  readonly note?: string | undefined;
}

export interface IncidentInput {
  readonly reference: string;
  readonly title: string;
  readonly summary?: string | undefined;
  readonly category: string;
  readonly techniques: readonly string[];
  readonly occurred: { readonly from: string; readonly to?: string | undefined; readonly fidelity: 'DAY' };
  /** CAIP-2. */
  readonly chains: readonly string[];
  readonly claims: readonly ClaimInput[];
  readonly parties: readonly PartyInput[];
  readonly transactions: readonly { readonly chain: string; readonly hash: string }[];
  readonly references: readonly { readonly url: string }[];
}
