import { findChain, type Chain } from './chain-registry.js';
import { resolveChainWord } from './ticker.js';

export interface AddressUri {
  readonly chain: Chain;
  readonly text: string;
}

/**
 * Takes a payment URI apart: `bitcoin:1…?amount=1` (BIP-21), `ethereum:pay-0x…@137` (EIP-681) and kin. Undefined for
 * everything else, also for `bitcoincash:` and `ecash:`, which are part of the address itself. Token transfers
 * (`ethereum:0x…/transfer`) are left alone, for the address in front is the contract's.
 */
export function readAddressUri(text: string): AddressUri | undefined {
  const [, scheme, account, reference, query] =
    /^([a-zA-Z]{3,12}):(?:\/\/)?(?:pay-)?([a-zA-Z0-9._-]+)(?:@(\d{1,20}))?(\?[^/]*)?$/.exec(text) ?? [];
  if (scheme === undefined || account === undefined) return undefined;
  if (/^(?:bitcoincash|ecash|bchtest|bchreg|ectest|simpleledger)$/i.test(scheme)) return undefined;
  const word = resolveChainWord(scheme);
  const chain = reference === undefined ? word.kind === 'chain' && word.chain : findChain(`eip155:${reference}`);
  if (!chain) return undefined;
  const [, tag] = /[?&]dt=(\d{1,10})(?:&|$)/.exec(query ?? '') ?? [];
  return { chain, text: chain.id === 'xrpl:0' && tag !== undefined ? `${account}-${tag}` : account };
}
