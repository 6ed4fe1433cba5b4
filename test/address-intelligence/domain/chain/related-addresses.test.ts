import {
  canonicaliseAddress,
  parseAddressId,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import {
  sameKeyAddressIds,
  type RelatedAddress,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/related-addresses.js';
import { base58Check, bech32Account, hash32, hex20, segwit, hash20, ss58, xrpl } from './address-vectors.js';
import { bch, btc } from './chain-ids.js';

function relatives(chain: string, value: string): readonly RelatedAddress[] {
  const result = canonicaliseAddress({ chain, value });
  if (!result.ok) throw new Error(result.message);
  return sameKeyAddressIds(result.address);
}

const evm = `0x${hex20}`;
const tron = `tron:0x2b6653dc:${base58Check([0x41])}`;

describe('same-key addresses', () => {
  it('link an EVM account with its siblings and, apart from them, with TRON', () => {
    const found = relatives('ETH', evm);
    expect(found).toContainEqual({ id: `eip155:137:${evm}`, relation: 'SAME_ACCOUNT_OTHER_EVM_CHAIN' });
    expect(found).toContainEqual({ id: `eip155:0:${evm}`, relation: 'SAME_ACCOUNT_OTHER_EVM_CHAIN' });
    expect(found.at(-1)).toEqual({ id: tron, relation: 'SAME_BYTES_OTHER_LEDGER' });
    expect(found.map(({ id }) => id)).not.toContain(`eip155:1:${evm}`);
  });

  it('link TRON with the EVM chains by equal bytes', () => {
    const found = relatives('TRX', base58Check([0x41]));
    expect(found[0]).toEqual({ id: `eip155:1:${evm}`, relation: 'SAME_BYTES_OTHER_LEDGER' });
    expect(new Set(found.map(({ relation }) => relation))).toEqual(new Set(['SAME_BYTES_OTHER_LEDGER']));
  });

  it('link a Bitcoin key hash with its forks and its witness form', () => {
    const bsv = 'bip122:000000000000000001d956714215d96f';
    const found = relatives('BTC', base58Check([0x00]));
    const legacy = relatives('BCH', base58Check([0x00]));
    expect(found.slice(0, 1)).toEqual([{ id: `${bsv}:${base58Check([0x00])}`, relation: 'SAME_KEY_OTHER_LEDGER' }]);
    expect(found).toContainEqual({ id: `${btc}:${segwit('bc', 0, hash20)}`, relation: 'SAME_KEY_OTHER_ENCODING' });
    expect(legacy).toContainEqual({ id: `${btc}:${base58Check([0x00])}`, relation: 'SAME_KEY_OTHER_LEDGER' });
    expect(found.filter(({ id }) => id.startsWith(bch))).toHaveLength(1);
  });

  it('link one Substrate key under every prefix, and one Cosmos key under every chain', () => {
    expect(relatives('DOT', ss58(0, hash32))).toContainEqual({
      id: `polkadot:b0a8d493285c2df73290dfb7e61f870f:${ss58(2, hash32)}`,
      relation: 'SAME_KEY_OTHER_ENCODING',
    });
    expect(relatives('ATOM', bech32Account('cosmos'))).toContainEqual({
      id: `cosmos:osmosis-1:${bech32Account('osmo')}`,
      relation: 'SAME_KEY_OTHER_ENCODING',
    });
  });

  it('are canonical ids, and the relation holds both ways', () => {
    for (const [chain, value] of [
      ['ETH', evm],
      ['BTC', base58Check([0x00])],
      ['BTC', base58Check([0x05])],
      ['BCH', base58Check([0x05])],
      ['BTC', segwit('bc', 0, hash20)],
      ['DOT', ss58(0)],
      ['BEP2', bech32Account('bnb')],
    ] as const) {
      const start = canonicaliseAddress({ chain, value });
      if (!start.ok) throw new Error(start.message);
      for (const { id } of sameKeyAddressIds(start.address)) {
        const relative = parseAddressId(id);
        if (!relative.ok) throw new Error(`${id}: ${relative.message}`);
        expect(relative.address.id).toBe(id);
        expect(sameKeyAddressIds(relative.address).map((each) => each.id)).toContain(start.address.id);
      }
    }
  });

  it('are none where nothing can be computed', () => {
    expect(relatives('XRP', xrpl())).toEqual([]);
    expect(relatives('BTC', segwit('bc', 1, hash32))).toEqual([]);
    expect(relatives('LTC', base58Check([0x30]))).toEqual([]);
  });
});
