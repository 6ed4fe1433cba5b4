import { readAddress } from '../../../subgraphs/incidents/src/domain/chain-reference.js';
import { readCountryCode } from '../../../subgraphs/incidents/src/domain/country-code.js';
import { isPartialDate } from '../../../subgraphs/incidents/src/domain/partial-date.js';

it.each([
  [
    ' eip155:1:0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B ',
    'eip155:1:0xab5801a7d398351b8be11c439e05c5b3259aec9b',
    'eip155:1:0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B',
  ],
  ['tron:0x2b6653dc:TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq', 'tron:0x2b6653dc:TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq'],
  [{ chain: 'xrpl:0', value: 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh-42' }, 'xrpl:0:rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh-42'],
])('reads %j', (input, address, submitted = address) => {
  expect(readAddress('address', input)).toEqual({ address, submitted });
});

it.each([
  '',
  'eip155:1',
  'eip155:1:',
  'eip155:1:0xab',
  '0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B',
  'EIP155:1:0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B',
  'cosmos:hub with blank:x',
  { chain: 'eip155:1:2', value: 'x' },
])('refuses %j', (input) => {
  expect(() => readAddress('address', input)).toThrow(/^address: expected /);
});

it.each(['CN', 'hk', ' us '])('knows the country %s', (code) => {
  expect(readCountryCode('jurisdiction', code)).toBe(code.trim().toUpperCase());
});

it.each(['EU', 'XX', 'ZZ', 'CHN', 'C', '', 'XK', 'UN'])('knows no country "%s"', (code) => {
  expect(() => readCountryCode('jurisdiction', code)).toThrow(/^jurisdiction: expected /);
});

it.each(['2018', '2018-03', '2018-02-28', '2016-02-29', '2018-03-28T10:00Z', '2018-03-28T10:00:00.5+08:00'])(
  'takes %s for a time',
  (text) => {
    expect(isPartialDate(text)).toBe(true);
  },
);

it.each(['', '18', '2018-13', '2018-02-29', '2018-03-28T10:00:00', '28.03.2018', '2018-03-28T25:00Z'])(
  'does not take "%s" for a time',
  (text) => {
    expect(isPartialDate(text)).toBe(false);
  },
);
