import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import {
  canonicaliseAddress,
  parseAddressId,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { describeWithData, readTags, textOf } from './public-data.js';

/** The expected values below were read off the leftovers one by one; the lists themselves are not repeated here. */
function outcome(chain: string | undefined, value: unknown): string {
  const result = canonicaliseAddress(chain === undefined ? { value } : { chain, value });
  if (!result.ok) return result.reason;
  return result.warnings.length === 0 ? 'ok' : 'ok with warning';
}

function count(keys: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

describeWithData('graphsense-tagpacks', 'TagPacks', (folder) => {
  it('are canonical or quarantined, each under its reason', () => {
    const tags = readTags(path.join(folder, 'packs'));
    const left = tags.flatMap(({ currency, address }) => {
      const result = outcome(currency, address);
      return result.startsWith('ok') ? [] : [`${currency} ${result}`];
    });
    expect(tags).toHaveLength(194_978);
    expect(count(left)).toEqual({
      'BTC WRONG_LENGTH': 2,
      'BTC WRONG_CHAIN': 1,
      'BTC WRONG_CASE': 2,
      'BTC WRONG_CHECKSUM': 5,
      'AVAX WRONG_CHAIN': 1,
      'BSV WRONG_CHAIN': 1,
      'Blockstream INNER_WHITESPACE': 1,
      'Elrond WRONG_CASE': 1,
      'Luna WRONG_CASE': 1,
      'Oasis WRONG_CASE': 1,
      'ETP UNDETERMINED_CHAIN': 2,
      'Green UNDETERMINED_CHAIN': 1,
      'LUNA UNDETERMINED_CHAIN': 1,
      'Luna UNDETERMINED_CHAIN': 1,
      'MOB UNDETERMINED_CHAIN': 1,
      'XNS UNDETERMINED_CHAIN': 1,
      'YOYOW UNDETERMINED_CHAIN': 1,
      'USDC MALFORMED': 4, // two Algorand addresses, each cut in two rows
      'USDT MALFORMED': 5, // the same in five rows
      'USDT UNDETERMINED_CHAIN': 2, // Polkadot and Kusama, where Tether lives on a parachain
      'USDT TRANSACTION_HASH': 1, // a NEAR account: 32 bytes in hexadecimal
      'USDT UNSUPPORTED_FORMAT': 1, // an SLP token address of Bitcoin Cash
      'XMR TRANSACTION_HASH': 1,
      'XMR WRONG_LENGTH': 2,
    });
  });

  it('hold the table of known defects line by line', () => {
    const row = /^\| `([^`]+\.yaml)` \| (\S+) \| `([^`]*)` \| (\S+) \|$/gm;
    const rows = [...textOf(folder, 'README.md').matchAll(row)];
    expect(rows.map(([, file, currency, address]) => `${file} ${currency} ${outcome(currency, address)}`)).toEqual([
      'etherscamdb_tagpack.yaml BTC WRONG_LENGTH',
      'exchange-wallets-bitfinexcom.yaml AVAX WRONG_CHAIN',
      'exchange-wallets-bitfinexcom.yaml BSV WRONG_CHAIN',
      'exchange-wallets-bitfinexcom.yaml Blockstream INNER_WHITESPACE',
      'exchange-wallets-kucoin.yaml USDC MALFORMED',
      'exchange-wallets-kucoin.yaml USDC MALFORMED',
      'exchange-wallets-kucoin.yaml USDC MALFORMED',
      'exchange-wallets-kucoin.yaml USDC MALFORMED',
      'ofac.yaml BTC WRONG_CHAIN',
      'plustoken.yaml BTC WRONG_LENGTH',
      'plustoken.yaml BTC WRONG_CASE',
      'sextortion_excello.yaml BTC WRONG_CASE',
      'sextortion_excello.yaml BTC WRONG_CHECKSUM',
      'sextortion_excello.yaml BTC WRONG_CHECKSUM',
      'sextortion_excello.yaml BTC WRONG_CHECKSUM',
      'sextortion_excello.yaml BTC WRONG_CHECKSUM',
      'sextortion_excello.yaml BTC WRONG_CHECKSUM',
      'tornado_cash.yaml ETH ok with warning',
    ]);
  });
});

describeWithData('ofac-sdn-addresses', 'OFAC lists', (folder) => {
  it.each(['2025-03-04', '2025-03-21'])('of %s: one TRON address under XBT, one hash under XMR', (day) => {
    const files = readdirSync(path.join(folder, day)).filter((file) => file.endsWith('.txt'));
    const left = files.flatMap((file) => {
      const [, ticker = ''] = /_([A-Z]+)\.txt$/.exec(file) ?? [];
      const addresses = textOf(folder, day, file).trim().split('\n');
      return addresses.map((address) => `${ticker} ${outcome(ticker, address)}`);
    });
    // USDT 32 and USDC 2 are tokens read by form; LTC's single M… and BCH's CashAddr need no warning.
    expect(count(left.filter((entry) => !entry.endsWith(' ok')))).toEqual({
      'XBT WRONG_CHAIN': 1,
      'XMR TRANSACTION_HASH': 1,
      'USDT ok with warning': 32,
      'USDC ok with warning': 2,
    });
  });

  it('tell the ledger of each USDT entry by its form', () => {
    const addresses = textOf(folder, '2025-03-21', 'sanctioned_addresses_USDT.txt').trim().split('\n');
    const results = addresses.map((value) => canonicaliseAddress({ chain: 'USDT', value }));
    expect(count(results.map((result) => (result.ok ? result.address.chain : result.reason)))).toEqual({
      'eip155:1': 8,
      'tron:0x2b6653dc': 17,
      'bip122:000000000019d6689c085ae165831e93': 7,
    });
  });
});

describeWithData('caip10-test-cases', 'CASA account ids', (folder) => {
  it('are read, but for test networks and the Taproot example, whose checksum fails', () => {
    const lines = textOf(folder, 'cases.jsonl').trim().split('\n');
    const cases = lines.map((line) => JSON.parse(line) as { note: string; account_id: string });
    const found = cases.map(({ note, account_id }) => {
      const result = parseAddressId(account_id);
      return [note, result.ok ? result.address.chain : result.reason];
    });
    expect(found).toEqual([
      ['Bitcoin mainnet, P2SH address', 'bip122:000000000019d6689c085ae165831e93'],
      ['Bitcoin mainnet, Native SegWit address (P2WPKH)', 'bip122:000000000019d6689c085ae165831e93'],
      ['Bitcoin mainnet, Taproot address', 'WRONG_CHECKSUM'],
      ['Bitcoin testnet, Native SegWit address (P2WPKH)', 'TESTNET_ADDRESS'],
      ['Dogecoin mainnet, P2PKH address', 'bip122:1a91e3dace36e2be3bf030a65679fe82'],
      ['Dogecoin testnet, P2PKH address', 'TESTNET_ADDRESS'],
      ['Litecoin mainnet, Native SegWit address (P2WPKH)', 'bip122:12a765e31ffd4059bada1e25190f6e98'],
      ['Litecoin testnet, Native SegWit address (P2WPKH)', 'TESTNET_ADDRESS'],
      ['EOA', 'eip155:0'],
      ['Ethereum mainnet (valid/checksummed)', 'eip155:1'],
      ['Ethereum mainnet (will not validate in EIP155-conformant systems)', 'eip155:1'],
      ['Polygon mainnet (valid/checksummed)', 'eip155:137'],
      ['Polygon mainnet (will not validate in EIP155-conformant systems)', 'eip155:137'],
      ['Polkadot (SS58 prefix = 0)', 'polkadot:91b171bb158e2d3848fa23a9f1c25182'],
      ['Kusama (SS58 prefix = 2)', 'polkadot:b0a8d493285c2df73290dfb7e61f870f'],
      ['KILT Spiritnet (SS58 prefix = 38)', 'polkadot:a0453819cbf8b4df9423a5cd601f546c'],
      ['Karura (SS58 prefix = 8)', 'polkadot:baf5aabe40646d11f0ee8abbdc64f4a4'],
      ['Crust Network (SS58 prefix = 66)', 'polkadot:8b404e7ed8789d813982b9cb4c8b664c'],
      ['Solana Mainnet', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'],
      ['Solana Devnet', 'TESTNET_ADDRESS'],
      ['Solana Testnet', 'TESTNET_ADDRESS'],
      ['Livenet classic address (without tag)', 'xrpl:0'],
      ['Testnet classic address (without tag)', 'TESTNET_ADDRESS'],
      ['Devnet classic address (without tag)', 'TESTNET_ADDRESS'],
      ['Classic address with destination tag', 'xrpl:0'],
      ['X-address (Livenet)', 'xrpl:0'],
      ['X-address (Testnet)', 'TESTNET_ADDRESS'],
    ]);
  });
});

describeWithData('etherscamdb', 'EtherScamDB', (folder) => {
  it('calls 242 addresses ETH that are not, and 3 transaction hashes', () => {
    const reports = parse(textOf(folder, 'scams.yaml')) as { coin?: string; addresses?: unknown[] }[];
    const found = reports.flatMap(({ coin, addresses = [] }) =>
      addresses.map((each) => `${coin} ${outcome(coin, each)}`),
    );
    expect(count(found)).toEqual({
      'ETH ok': 2769,
      'ETH WRONG_CHAIN': 242,
      'ETH TRANSACTION_HASH': 3,
      'ETH MALFORMED': 1, // Base58 of 26 bytes
      'BTC ok': 111,
      'BTC WRONG_CHAIN': 48,
      'TRX ok': 21,
      'TRX WRONG_CHAIN': 1,
      'XRP ok': 30,
      'NEO ok with warning': 18,
      'LTC ok': 4,
      'BCH ok': 2,
      'ETC ok': 1,
    });
  });
});

describeWithData('finos-openaml', 'FINOS fraud list', (folder) => {
  it('is canonical on all seven chains, 576 accounts', () => {
    const rows = gunzipSync(readFileSync(path.join(folder, 'address_fraud.csv.gz')))
      .toString()
      .trim()
      .split('\n');
    const results = rows.map((row) => {
      const [chain = '', value] = row.split(',');
      return canonicaliseAddress({ chain, value });
    });
    const accepted = results.flatMap((result) => (result.ok ? [result.address] : []));
    expect(new Set(accepted.map(({ payloadHex }) => payloadHex)).size).toBe(576);
    expect(count(accepted.map(({ chain }) => chain))).toEqual({
      'eip155:1': 244,
      'eip155:10': 230,
      'eip155:56': 149,
      'eip155:100': 212,
      'eip155:137': 100,
      'eip155:42161': 244,
      'eip155:59144': 228,
    });
  });
});

describeWithData('ethereum-lists', 'MyEtherWallet darklist', (folder) => {
  it('has one address of 39 digits and two trailing blanks', () => {
    const entries = JSON.parse(textOf(folder, 'addresses-darklist.json')) as { address: unknown }[];
    expect(count(entries.map(({ address }) => outcome('ETH', address)))).toEqual({
      ok: 690,
      'ok with warning': 2,
      WRONG_LENGTH: 1,
    });
  });
});

describeWithData('polkadot-js-phishing', 'polkadot-js list', (folder) => {
  it('is read on Polkadot: nine entries carry the prefix of another chain', () => {
    const sites = JSON.parse(textOf(folder, 'address.json')) as Record<string, string[]>;
    const found = Object.values(sites).flatMap((entries) => entries.map((entry) => outcome('Polkadot', entry)));
    expect(count(found)).toEqual({ ok: 270, 'ok with warning': 9 });
  });
});

describeWithData('defihacklabs', 'DeFiHackLabs incidents', (folder) => {
  it('are canonical, 999 mentions', () => {
    const lines = textOf(folder, 'incident-addresses.jsonl').trim().split('\n');
    type Mentions = readonly { readonly chain: string | null; readonly address: string }[];
    const found = lines.flatMap((line) => {
      const record = JSON.parse(line) as { fork: string | null } & Record<string, Mentions | undefined>;
      const mentions = ['attacker', 'attacker_contract', 'vulnerable_contract'].flatMap((role) => record[role] ?? []);
      return mentions.map(({ chain, address }) => outcome(chain ?? record.fork ?? 'Ethereum', address));
    });
    expect(count(found)).toEqual({ ok: 999 });
  });
});
