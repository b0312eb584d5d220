import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAge, formatChange, formatPercent, formatPrice } from './format.ts';

describe('prices', () => {
  it('are padded to the tick and never truncated', () => {
    expect(formatPrice('10.5', '0.01')).toBe('10.50');
    expect(formatPrice('1234567', '0.0001')).toBe('1,234,567.0000');
    expect(formatPrice('0.123456789012', '0.01')).toBe('0.123456789012');
    expect(formatPrice('7', undefined)).toBe('7');
  });

  it('keep every digit that a message may contain', () => {
    const digits = (min: number, max: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), digits(0, 14), digits(12, 12), (first, whole, fraction) => {
        const price = `${first}${whole}.${fraction}`;
        expect(formatPrice(price, '0.000000000001').replaceAll(',', '')).toBe(price);
      }),
    );
  });
});

it('formats changes with a sign, and without one when they round to zero', () => {
  expect([0.5, -0.5, -0.004].map((change) => formatChange(change, '0.01'))).toEqual(['+0.50', '−0.50', '0.00']);
  expect([0.0123, -0.0004, -0.00001].map(formatPercent)).toEqual(['+1.23%', '−0.04%', '0.00%']);
});

it('formats ages in a suitable unit', () => {
  expect([0, 999, 1_000, 99_999, 100_000, 6_000_000, 360_000_000].map(formatAge)).toEqual([
    '<1 s',
    '<1 s',
    '1 s',
    '99 s',
    '1 m',
    '1 h',
    '4 d',
  ]);
});
