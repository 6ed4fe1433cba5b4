import type { ClaimDraft, ClaimFact } from '../domain/claim.js';
import type { IncidentDraft } from '../domain/incident-content.js';
import type { IncidentState } from '../domain/incident-state.js';
import type { ReportedClaimDraft } from '../domain/reported-claims.js';

/** An incident of the demo alliance. */
export interface SeedIncident {
  readonly id: string;
  /** The member in whose name it is reported. */
  readonly originator: string;
  readonly tlp: 'CLEAR' | 'GREEN' | 'AMBER';
  readonly sharingGroup?: string;
  readonly state: IncidentState;
  readonly draft: IncidentDraft;
  readonly claims: readonly ReportedClaimDraft[];
}

export interface SeedSource {
  readonly publisher: string;
  readonly url?: string;
}

/** A claim of a public source. */
export function claim(
  fact: ClaimFact,
  value: string,
  source: SeedSource,
  details: Partial<Omit<ClaimDraft, 'fact' | 'value' | 'source'>> & { readonly isChosen?: boolean } = {},
): ReportedClaimDraft {
  return { fact, value, source, ...details };
}

/** The beginning of a day in UTC; said together with the fidelity DAY. */
export function day(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

/** Ethereum address, CAIP-10. */
export function ethereum(address: string): string {
  return `eip155:1:${address}`;
}

/** Bitcoin address, CAIP-10. */
export function bitcoin(address: string): string {
  return `${bitcoinChain}:${address}`;
}

export const bitcoinChain = 'bip122:000000000019d6689c085ae165831e93';
export const ethereumChain = 'eip155:1';
export const bnbChain = 'eip155:56';
export const polygonChain = 'eip155:137';

/** Lists from which addresses, transactions and figures were taken. */
export const sources = {
  bridgeStudy: {
    publisher: 'Study "SoK: Security and Privacy of Blockchain Interoperability", data set',
    url: 'https://github.com/RafaelAPB/SoKSPBlockchainInterop',
  },
  deFiHackLabs: { publisher: 'DeFiHackLabs', url: 'https://github.com/SunWeb3Sec/DeFiHackLabs' },
  tagPacks: { publisher: 'GraphSense TagPacks', url: 'https://github.com/graphsense/graphsense-tagpacks' },
} as const satisfies Record<string, SeedSource>;
