import { chains, findChain, findLedger, ledgers, type Chain, type ChainId } from './chain-registry.js';

/** What a list means by the word it calls a chain with. */
export type ChainWord =
  | { readonly kind: 'chain'; readonly chain: Chain }
  | { readonly kind: 'token'; readonly candidates: readonly Chain[] }
  | { readonly kind: 'undetermined' };

const bitcoin: ChainId = 'bip122:000000000019d6689c085ae165831e93';
const liquid: ChainId = 'bip122:1466275836220db2944ca059a3a10ef6';
const ethereum: ChainId = 'eip155:1';
const bsc: ChainId = 'eip155:56';
const tron: ChainId = 'tron:0x2b6653dc';
const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const algorand: ChainId = 'algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k';
const stellar: ChainId = 'stellar:pubnet';
const ton: ChainId = 'tvm:-239';
const tezos: ChainId = 'tezos:NetXdQprcVkpaWU';
const eos: ChainId = 'antelope:aca376f206b8fc25a6ed44dbdc66547c';
const beacon: ChainId = 'cosmos:Binance-Chain-Tigris';

/**
 * Tickers of tokens, and coin tickers that two ledgers share, with the ledgers they may mean. Of the EVM chains only the one
 * where the issuer first issued stands here: lists that mean another one say so (`BEP20`, `Polygon`). Where issuance began
 * on several EVM chains, all stand here, and a bare 0x… stays undetermined.
 */
const tokens: Readonly<Record<string, readonly ChainId[]>> = {
  USDT: [ethereum, tron, bitcoin, liquid, solana, ton, algorand, tezos, eos],
  USDC: [ethereum, solana, algorand, stellar, tron],
  TUSD: [ethereum, tron],
  PYUSD: [ethereum, solana],
  USDD: [tron, ethereum],
  EURT: [ethereum],
  EURC: [ethereum, solana, stellar],
  XAUT: [ethereum],
  PAXG: [ethereum],
  GUSD: [ethereum],
  USDP: [ethereum],
  DAI: [ethereum],
  WETH: [ethereum],
  WBTC: [ethereum],
  LINK: [ethereum],
  UNI: [ethereum],
  SHIB: [ethereum],
  BUSD: [ethereum, bsc, beacon],
  BNB: [bsc, beacon],
  CRO: ['cosmos:crypto-org-chain-mainnet-1', 'eip155:25'],
  NEO: ['neo:mainnet', 'neo3:mainnet'],
  LUNA: ['cosmos:phoenix-1', 'cosmos:columbus-5'],
  SRM: [solana],
  OXY: [solana],
  POLIS: [solana],
  ATLAS: [solana],
  GMT: [solana, bsc, ethereum],
  GST: [solana, bsc, ethereum],
  PLANETS: [algorand],
};

/**
 * Words that occur in published lists and are known to tell no ledger: services ("Blockstream"), and ledgers whose addresses the
 * hub cannot verify (Insolar, MobileCoin, Metaverse, YOYOW).
 */
const undeterminedWords: readonly string[] = ['Blockstream', 'Green', 'XNS', 'MOB', 'ETP', 'YOYOW'];

const normalise = (word: string): string => word.toLowerCase().replace(/[\s_-]+/gu, '');

const chainsByWord: ReadonlyMap<string, Chain> = indexWords();
const tokensByWord = new Map(Object.entries(tokens).map(([word, ids]) => [normalise(word), ids]));
const undetermined = new Set(undeterminedWords.map(normalise));

function indexWords(): Map<string, Chain> {
  const index = new Map<string, Chain>();
  for (const chain of chains) {
    for (const word of new Set([chain.id, chain.name, ...chain.aliases].map(normalise))) {
      const other = index.get(word);
      // A word that means two chains would silently send one's addresses to the other.
      if (other !== undefined) throw new Error(`"${word}" is an alias of both ${other.name} and ${chain.name}.`);
      index.set(word, chain);
    }
  }
  return index;
}

/** Longest word that is looked up, in characters. */
const maxWordLength = 128;

/** Whether the table knows the word at all; unknown and undetermined words are quarantined under different reasons. */
export function isKnownChainWord(word: string): boolean {
  const key = word.length > maxWordLength ? '' : normalise(word);
  return findChain(word) !== undefined || chainsByWord.has(key) || tokensByWord.has(key) || undetermined.has(key);
}

/**
 * Tells which chain a word means: a CAIP-2 id, a name, an alias or a ticker; case, blanks, `-` and `_` do not count. For a
 * token the form of `address` decides when one candidate alone accepts it; without an address the candidates are answered;
 * when none or several accept it, the answer is `undetermined`.
 */
export function resolveChainWord(word: string, address?: string): ChainWord {
  const exact = findChain(word.trim());
  if (exact !== undefined) return { kind: 'chain', chain: exact };
  const key = word.length > maxWordLength ? '' : normalise(word);
  const named = chainsByWord.get(key);
  if (named !== undefined) return { kind: 'chain', chain: named };
  const ids = tokensByWord.get(key);
  if (ids === undefined) return { kind: 'undetermined' };
  const candidates = ledgers.filter(({ chain }) => ids.includes(chain.id));
  if (address === undefined) return { kind: 'token', candidates: candidates.map(({ chain }) => chain) };
  const accepting = candidates.filter(({ chain }) => findLedger(chain.id)?.read(address.trim()).ok);
  const [only] = accepting;
  return only !== undefined && accepting.length === 1 ? { kind: 'chain', chain: only.chain } : { kind: 'undetermined' };
}
