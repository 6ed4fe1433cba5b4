import { canonicaliseAddress } from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';

function read(chain: string, value: string): unknown {
  const result = canonicaliseAddress({ chain, value });
  return result.ok ? [result.address.format, result.address.payloadHex] : result.reason;
}

const key = '751e76e8199196d454941c45d1b3a323f1433bd6';

/** Vectors as the specifications print them. */
describe('BIP-173 and BIP-350', () => {
  it.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', ['SEGWIT_P2WPKH', key]],
    ['bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y', ['SEGWIT_FUTURE', `${key}${key}`]],
    ['BC1SW50QGDZ25J', ['SEGWIT_FUTURE', '751e']],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', ['SEGWIT_FUTURE', key.slice(0, 32)]],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      ['SEGWIT_P2TR', '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'],
    ],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'WRONG_BECH32_VARIANT'],
    ['BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', 'WRONG_BECH32_VARIANT'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'WRONG_BECH32_VARIANT'],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'MALFORMED'],
    ['BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'MALFORMED'],
    ['bc1pw5dgrnzv', 'WRONG_LENGTH'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav', 'WRONG_LENGTH'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'WRONG_LENGTH'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'MALFORMED'],
    ['bc1gmk9yu', 'MALFORMED'],
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'TESTNET_ADDRESS'],
    ['tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut', 'MALFORMED'],
  ])('%s', (value, expected) => {
    expect(read('BTC', value)).toEqual(expected);
  });
});

describe('EIP-55', () => {
  it.each([
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('%s', (value) => {
    const result = canonicaliseAddress({ chain: 'ETH', value });
    expect(result).toMatchObject({ ok: true, address: { value: value.toLowerCase(), display: value } });
  });
});

describe('other specifications', () => {
  const stellarKey = '3f0c34bf93ad0d9971d04ccc90f705511c838aad9734a4a2fb0d7a03fc7fe89a';
  it.each([
    [
      'BCH',
      'bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2',
      'CASHADDR_P2PKH',
      'f5bf48b397dae70be82b3cca4793f8eb2b6cdac9',
    ],
    ['XLM', 'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ', 'STELLAR_ACCOUNT', stellarKey],
    ['XLM', 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK', 'STELLAR_MUXED', stellarKey],
    [
      'XLM',
      'CA3D5KRYM6CB7OWQ6TWYRR3Z4T7GNZLKERYNZGGA5SOAOPIFY6YQGAXE',
      'STELLAR_CONTRACT',
      '363eaa3867841fbad0f4ed88c779e4fe66e56a2470dc98c0ec9c073d05c7b103',
    ],
    [
      'ADA',
      'addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k',
      'CARDANO_SHELLEY',
      '419493315cd92eb5d8c4304e67b7e16ae36d61d34502694657811a2c8e8198bd431b03',
    ],
    [
      'ADA',
      'stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw',
      'CARDANO_STAKE',
      'e1337b62cfff6403a06a3acbc34f8c46003c69fe79a3628cefa9c47251',
    ],
    [
      'TON',
      'EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N',
      'TON',
      '83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8',
    ],
  ])('%s %s', (chain, value, format, payloadHex) => {
    expect(read(chain, value)).toEqual([format, payloadHex]);
  });
});
