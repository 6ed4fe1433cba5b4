import { canonicaliseTransaction } from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-transaction.js';

const bare = 'Ab12'.repeat(16);
const lower = bare.toLowerCase();
const signature = '5'.repeat(87);

function read(chain: string | null | undefined, hash: string): string {
  const result = canonicaliseTransaction({ chain, hash });
  return result.ok ? `${result.chain.id} ${result.hash}` : result.reason;
}

it.each([
  ['a CAIP-2 id', 'eip155:1', 'eip155:1'],
  ['a name', 'Ethereum', 'eip155:1'],
  ['a ticker', 'MATIC', 'eip155:137'],
  ['an alias with a hyphen', 'binance-smart-chain', 'eip155:56'],
  ['a token of one ledger', 'DAI', 'eip155:1'],
])('takes %s as the chain', (_what, word, id) => {
  expect(read(word, `0x${lower}`)).toBe(`${id} 0x${lower}`);
});

it.each([
  ['ETH', bare, `eip155:1 0x${lower}`],
  ['ETH', ` 0x${bare} `, `eip155:1 0x${lower}`],
  ['XBT', `0x${bare}`, `bip122:000000000019d6689c085ae165831e93 ${lower}`],
  ['TRX', bare.toUpperCase(), `tron:0x2b6653dc ${lower}`],
  ['XRP', bare, `xrpl:0 ${lower}`],
  ['SOL', signature, `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp ${signature}`],
  ['NEAR', '4'.repeat(44), `near:mainnet ${'4'.repeat(44)}`],
])('writes a hash on %s as that chain does: %s', (word, hash, canonical) => {
  expect(read(word, hash)).toBe(canonical);
});

it.each([
  ['no chain', undefined, lower, 'UNKNOWN_CHAIN'],
  ['null', null, lower, 'UNKNOWN_CHAIN'],
  ['an empty chain', '', lower, 'UNKNOWN_CHAIN'],
  ['a word that nobody knows', 'what is this', lower, 'UNKNOWN_CHAIN'],
  ['a word that tells no ledger', 'Blockstream', lower, 'UNDETERMINED_CHAIN'],
  ['a token of several ledgers', 'USDT', `0x${lower}`, 'UNDETERMINED_CHAIN'],
  ['a test network', 'sepolia', `0x${lower}`, 'TESTNET_ADDRESS'],
  ['an address in place of a hash', 'ETH', `0x${'a'.repeat(40)}`, 'MALFORMED'],
  ['a signature of Solana on Bitcoin', 'BTC', signature, 'MALFORMED'],
  ['hexadecimal on Solana', 'SOL', `0x${lower}`, 'MALFORMED'],
  ['a hash with a remark', 'BTC', `${lower} (first)`, 'MALFORMED'],
])('refuses %s', (_what, word, hash, reason) => {
  expect(read(word, hash)).toBe(reason);
});

it('says which ledgers a token may mean', () => {
  expect(canonicaliseTransaction({ chain: 'PYUSD', hash: lower })).toEqual({
    ok: false,
    reason: 'UNDETERMINED_CHAIN',
    message: "The stated word is a token's, in use on Ethereum, Solana; a hash does not decide.",
  });
});
