import { recogniseAddress } from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { base58Check, hex32, ss58 } from './address-vectors.js';
import { bch, btc, dot, ltc, tron } from './chain-ids.js';

const mixed = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'; // EIP-55
const lower = mixed.toLowerCase();
const p2pkh = base58Check([0x00]);
const p2sh = base58Check([0x05]);
const trx = base58Check([0x41]);
const polkadot = ss58(0);

describe('recognising what a person pastes', () => {
  it('reads 0x… as Ethereum first, with its siblings', () => {
    const ids = recogniseAddress(mixed).map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual([`eip155:1:${lower}`, `eip155:56:${lower}`, `eip155:137:${lower}`]);
    expect(ids).not.toContain(`${tron}:${trx}`);
  });

  it('reads 3… as Bitcoin, Litecoin and the forks', () => {
    expect(recogniseAddress(p2sh).map(({ chain }) => chain)).toEqual([
      btc,
      ltc,
      bch,
      'bip122:000000000000000001d956714215d96f',
      'ecash:mainnet',
    ]);
  });

  it('takes an account id, trims, and answers nothing for what is no address', () => {
    expect(recogniseAddress(` ${btc}:${p2pkh}`).map(({ id }) => id)).toEqual([`${btc}:${p2pkh}`]);
    expect(recogniseAddress(polkadot).map(({ chain }) => chain)).toEqual([dot]);
    for (const nothing of ['hello', hex32, '', null, 7, `${p2pkh.slice(0, -1)}1`])
      expect(recogniseAddress(nothing)).toEqual([]);
  });
});
