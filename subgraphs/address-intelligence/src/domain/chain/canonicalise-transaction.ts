import { refuseWord } from './canonicalise-address.js';
import type { Chain } from './chain.js';
import { refuse, type Refusal } from './quarantine-reason.js';
import { resolveChainWord } from './ticker.js';

export interface TransactionClaim {
  /** CAIP-2 id, name, alias or ticker word. Nothing in a hash tells its chain. */
  readonly chain: string | null | undefined;
  readonly hash: string;
}

export interface CanonicalTransaction {
  readonly ok: true;
  readonly chain: Chain;
  /** As the chain itself writes it, so that the same transaction has one key. */
  readonly hash: string;
}

const hexHash = /^(?:0x)?([0-9a-fA-F]{64})$/;
/** A signature on Solana has 64 bytes, a hash on other ledgers that write Base58 has 32. */
const base58Hash = /^[1-9A-HJ-NP-Za-km-z]{43,88}$/;
const solanaSignature = /^[1-9A-HJ-NP-Za-km-z]{64,88}$/;

/** Takes a transaction to its canonical form, or says why not. Never throws. */
export function canonicaliseTransaction({ chain: word, hash }: TransactionClaim): CanonicalTransaction | Refusal {
  const chain = chainOf(word);
  if ('ok' in chain) return chain;
  const canonical = canonicalHash(chain, hash.trim());
  if (canonical !== undefined) return { ok: true, chain, hash: canonical };
  return refuse('MALFORMED', `Expected the hash of a transaction on ${chain.name}: ${expectedForm(chain)}.`);
}

function chainOf(word: string | null | undefined): Chain | Refusal {
  if (!word) return refuse('UNKNOWN_CHAIN', 'A transaction needs its chain: a CAIP-2 id, a name or a ticker.');
  const resolved = resolveChainWord(word);
  switch (resolved.kind) {
    case 'chain':
      return resolved.chain;
    case 'token': {
      const [only] = resolved.candidates;
      if (only !== undefined && resolved.candidates.length === 1) return only;
      const names = resolved.candidates.map(({ name }) => name).join(', ');
      // Unlike an address, a hash has no checksum that would single one of them out.
      return refuse('UNDETERMINED_CHAIN', `The stated word is a token's, in use on ${names}; a hash does not decide.`);
    }
    case 'undetermined':
      return refuseWord(word);
    default:
      return resolved satisfies never;
  }
}

function canonicalHash({ id }: Chain, text: string): string | undefined {
  const hex = hexHash.exec(text)?.[1]?.toLowerCase();
  switch (namespaceOf(id)) {
    case 'eip155':
      return hex && `0x${hex}`;
    case 'bip122':
    case 'tron':
      return hex;
    case 'solana':
      return solanaSignature.test(text) ? text : undefined;
    default:
      return hex ?? (base58Hash.test(text) ? text : undefined);
  }
}

function expectedForm({ id }: Chain): string {
  switch (namespaceOf(id)) {
    case 'eip155':
    case 'bip122':
    case 'tron':
      return '64 hexadecimal digits';
    case 'solana':
      return '64 to 88 characters of Base58';
    default:
      return '64 hexadecimal digits, or 43 to 88 characters of Base58';
  }
}

function namespaceOf(id: string): string {
  return id.slice(0, id.indexOf(':'));
}
