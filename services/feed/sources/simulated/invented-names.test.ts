import { SYMBOL_PATTERN } from '@quotebridge/contracts/wire';
import { expect, test } from 'vitest';
import { inventNames, MAX_INVENTED } from './invented-names.ts';
import { seededRandom } from '../random.ts';

test('invents as many different symbols as are allowed, none of them taken', () => {
  const untaken = inventNames(1, new Set(), seededRandom(1))[0]?.symbol as string;
  const taken = new Set([untaken, 'FB', 'IBM']);
  const symbols = inventNames(MAX_INVENTED, taken, seededRandom(1)).map(({ symbol }) => symbol);
  expect(new Set(symbols).size).toBe(MAX_INVENTED);
  expect(symbols.filter((symbol) => !SYMBOL_PATTERN.test(symbol) || symbol.length !== 4)).toEqual([]);
  expect(symbols.filter((symbol) => taken.has(symbol))).toEqual([]);
});

test.each([0, -1, 1.5, MAX_INVENTED + 1, NaN])('refuses %d symbols', (count) => {
  expect(() => inventNames(count, new Set(), seededRandom(1))).toThrow(`symbols ${count} must be an integer from 1`);
});
