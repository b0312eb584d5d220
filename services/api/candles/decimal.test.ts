import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareDecimals } from './decimal.ts';

const DIGITS = 12;
/** A price as a whole number of its smallest possible steps. */
const steps = fc.bigInt({ min: -(10n ** 27n) + 1n, max: 10n ** 27n - 1n });

function write(value: bigint): string {
  const text = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0');
  return `${value < 0n ? '-' : ''}${text.slice(0, -DIGITS)}.${text.slice(-DIGITS)}`;
}

it('orders prices numerically, however close', () => {
  fc.assert(
    fc.property(steps, fc.oneof(steps, fc.bigInt({ min: -3n, max: 3n })), (a, other) => {
      const b = other >= -3n && other <= 3n && a + other < 10n ** 27n && a + other > -(10n ** 27n) ? a + other : other;
      expect(Math.sign(compareDecimals(write(a), write(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
    }),
  );
});

it('ignores trailing zeros', () => {
  expect(compareDecimals('1.50', '1.5')).toBe(0);
  expect(compareDecimals('2', '2.000')).toBe(0);
});
