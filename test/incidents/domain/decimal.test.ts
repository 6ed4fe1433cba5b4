import fc from 'fast-check';

import { compareDecimals, isDecimal } from '../../../subgraphs/incidents/src/domain/decimal.js';

it.each(['0', '-1', '86000000.00', `${'9'.repeat(60)}.${'9'.repeat(30)}`])('reads %s', (text) => {
  expect(isDecimal(text)).toBe(true);
});

it.each(['', '.5', '5.', '1e5', '1,000', '+1', ' 1', 'NaN', '9'.repeat(61)])('does not read "%s"', (text) => {
  expect(isDecimal(text)).toBe(false);
});

it('compares as the numbers do, however they are written', () => {
  const decimal = fc.tuple(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(decimal, decimal, ([a, zerosA], [b, zerosB]) => {
      const write = (value: bigint, zeros: number) => `${value}.${'0'.repeat(zeros)}`;
      const expected = a < b ? -1 : Number(a > b);
      expect(Math.sign(compareDecimals(write(a, zerosA), write(b, zerosB)))).toBe(expected);
    }),
  );
  expect(compareDecimals('1.10', '1.1')).toBe(0);
  expect(compareDecimals('-0.2', '-0.10')).toBeLessThan(0);
});
