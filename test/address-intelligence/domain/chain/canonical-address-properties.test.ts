import fc from 'fast-check';
import {
  canonicaliseAddress,
  parseAddressId,
  recogniseAddress,
} from '../../../../subgraphs/address-intelligence/src/domain/chain/canonicalise-address.js';
import { chains } from '../../../../subgraphs/address-intelligence/src/domain/chain/chain-registry.js';
import { quarantineReasons } from '../../../../subgraphs/address-intelligence/src/domain/chain/quarantine-reason.js';
import {
  base58Check,
  bech32Account,
  hex,
  monero,
  segwit,
  ss58,
  stellar,
  ton,
  xAddress,
  xrpl,
} from './address-vectors.js';

const bytes20 = fc.uint8Array({ minLength: 20, maxLength: 20 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const stated = (chain: string) => (value: string) => ({ chain, value });

/** Addresses with a checksum of 30 bits or more, or one that catches every single change (CRC-16). */
const checksummed = fc.oneof(
  bytes20.map((hash) => base58Check([0x00], hash)).map(stated('BTC')),
  bytes20.map((hash) => base58Check([0x05], hash)).map(stated('BTC')),
  bytes20.map((hash) => segwit('bc', 0, hash)).map(stated('BTC')),
  bytes32.map((key) => segwit('bc', 1, key)).map(stated('BTC')),
  bytes20.map((hash) => base58Check([0x05], hash)).map(stated('LTC')),
  bytes20.map((hash) => base58Check([0x00], hash)).map(stated('BCH')),
  bytes20.map((hash) => base58Check([0x1e], hash)).map(stated('DOGE')),
  bytes20.map((hash) => base58Check([0x1c, 0xb8], hash)).map(stated('ZEC')),
  bytes20.map((hash) => base58Check([0x41], hash)).map(stated('TRX')),
  bytes20.map((hash) => xrpl(hash)).map(stated('XRP')),
  fc
    .option(fc.nat(0xffffffff), { nil: undefined })
    .map((tag) => xAddress(tag))
    .map(stated('XRP')),
  bytes32.map((key) => stellar(6 << 3, key)).map(stated('XLM')),
  bytes20.map((hash) => bech32Account('cosmos', hash)).map(stated('ATOM')),
  fc.constantFrom(monero(18), monero(42), monero(19, 72)).map(stated('XMR')),
  fc.constantFrom(ton(0x11), ton(0x51), ton(0x11, -1)).map(stated('TON')),
);

const weaklyChecksummed = fc.oneof(
  bytes20.map((account) => `0x${hex(account)}`).map(stated('ETH')),
  bytes20.map((account) => `0x${hex(account)}`).map(stated('eip155:137')),
  fc
    .tuple(fc.constantFrom(0, 2, 8, 38, 42, 66), bytes32)
    .map(([prefix, key]) => ss58(prefix, key))
    .map(stated('DOT')),
);

const letterList = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

describe('canonical addresses', () => {
  it('are fixed points: an id and a canonical value read as themselves', () => {
    fc.assert(
      fc.property(fc.oneof(checksummed, weaklyChecksummed), (claim) => {
        const first = canonicaliseAddress(claim);
        if (!first.ok) throw new Error(`${claim.value}: ${first.message}`);
        const { id, chain, value, tag, payloadHex, format, display } = first.address;
        const expected = { id, chain, value, payloadHex, format };
        for (const again of [
          parseAddressId(id),
          canonicaliseAddress({ value: id }),
          canonicaliseAddress({ chain, value: display }),
        ]) {
          expect(again).toMatchObject({ ok: true, address: expected, warnings: [] });
          expect(again.ok && again.address.tag).toBe(tag);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('do not survive the change of one character as another address', () => {
    fc.assert(
      fc.property(checksummed, fc.nat(), fc.constantFrom(...letterList), (claim, position, letter) => {
        const at = position % claim.value.length;
        const changed = claim.value.slice(0, at) + letter + claim.value.slice(at + 1);
        const [before, after] = [claim, { ...claim, value: changed }].map(canonicaliseAddress);
        if (after?.ok) expect(after.address.id).toBe(before?.ok && before.address.id);
      }),
      { numRuns: 600 },
    );
  });

  it('do not survive a change of case in EIP-55, unless the digits stay one case', () => {
    fc.assert(
      fc.property(bytes20, fc.nat(39), (account, at) => {
        const plain = canonicaliseAddress({ chain: 'ETH', value: `0x${hex(account)}` });
        if (!plain.ok) throw new Error(plain.message);
        const shown = plain.address.display;
        const letter = shown.charAt(at + 2);
        const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
        const changed = `${shown.slice(0, at + 2)}${other}${shown.slice(at + 3)}`;
        const digits = changed.slice(2);
        const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
        const result = canonicaliseAddress({ chain: 'ETH', value: changed });
        expect(result.ok ? 'ok' : result.reason).toBe(changed === shown || isOneCase ? 'ok' : 'WRONG_EIP55_CHECKSUM');
      }),
    );
  });
});

describe('whatever comes in', () => {
  const words = fc.oneof(fc.constantFrom(...chains.map(({ id }) => id), 'USDT', 'BNB', 'nonsense'), fc.string());
  const values = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...letterList), minLength: 20, maxLength: 110 }),
    fc
      .tuple(fc.constantFrom('0x', 'bc1', 'addr1', 'bitcoincash:', 'xrpl:0:', 'X-', 'f1', 'S', '41'), fc.string())
      .map((parts) => parts.join('')),
  );

  it('is answered, never thrown', () => {
    fc.assert(
      fc.property(words, values, (chain, value) => {
        for (const result of [canonicaliseAddress({ chain, value }), canonicaliseAddress({ value })]) {
          if (result.ok)
            expect(parseAddressId(result.address.id)).toMatchObject({ address: { id: result.address.id } });
          else expect(Object.keys(quarantineReasons)).toContain(result.reason);
        }
        for (const { id } of recogniseAddress(value)) expect(parseAddressId(id)).toMatchObject({ address: { id } });
      }),
      { numRuns: 400 },
    );
  });
});
