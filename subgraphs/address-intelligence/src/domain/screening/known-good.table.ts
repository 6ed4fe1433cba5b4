/** A list of addresses that lists of abuse name by mistake again and again ("warning lists" in MISP). */
export interface KnownGoodList {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly reason: string;
  /** What the entries are matched with: the payload alone on any EVM chain or TRON, or whole CAIP-10 ids. */
  readonly matches: 'EVM_PAYLOAD' | 'ADDRESS_ID';
  readonly entries: readonly string[];
}

const bitcoin = 'bip122:000000000019d6689c085ae165831e93';

/**
 * The lists that ship with the hub. Contracts are those that their issuers publish; burn addresses have no key, so
 * whatever reaches them says nothing about anybody.
 */
export const knownGoodLists: readonly KnownGoodList[] = [
  {
    id: 'evm-precompiles',
    name: 'EVM zero address and precompiled contracts',
    version: '2026-11-22',
    reason: 'Part of the ledger itself (Ethereum yellow paper, appendix E; EIP-2537): nobody controls it.',
    matches: 'EVM_PAYLOAD',
    entries: Array.from({ length: 32 }, (_, number) => number.toString(16).padStart(40, '0')),
  },
  {
    id: 'burn-addresses',
    name: 'Burn addresses',
    version: '2026-11-22',
    reason: 'Has no key: what is sent there is destroyed.',
    matches: 'EVM_PAYLOAD',
    entries: ['000000000000000000000000000000000000dead', 'dead000000000000000042069420694206942069'],
  },
  {
    id: 'burn-addresses-bitcoin',
    name: 'Burn addresses on Bitcoin',
    version: '2026-11-22',
    reason: 'Has no key: what is sent there is destroyed.',
    matches: 'ADDRESS_ID',
    entries: [`${bitcoin}:1BitcoinEaterAddressDontSendf59kuE`, `${bitcoin}:1111111111111111111114oLvT2`],
  },
  {
    id: 'infrastructure-contracts',
    name: 'Well-known infrastructure contracts',
    version: '2026-11-22',
    reason: 'A contract that everybody uses: being near it says nothing about anybody.',
    matches: 'ADDRESS_ID',
    entries: [
      'eip155:1:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2',
      'eip155:1:0xdac17f958d2ee523a2206206994597c13d831ec7',
      'eip155:1:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
      'eip155:1:0x00000000219ab540356cbb839cbe05303d7705fa',
      'eip155:1:0x00000000006c3852cbef3e08e8df289169ede581',
      'tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    ],
  },
];
