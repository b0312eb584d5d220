import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { TradeQuotes } from './trade-quotes.ts';

test('puts a rising trade at the ask and a falling one at the bid, a typical spread apart', () => {
  const quotes = new TradeQuotes('0.01', 3);
  const around = ['10.00', '10.01', '10.01', '9.99', '9.99', '10.00'].map((price) => quotes.around(price));
  expect(around.map(({ bid, ask }) => `${bid} ${ask}`)).toEqual([
    '9.97 10.00',
    '9.98 10.01',
    '9.98 10.01',
    '9.99 10.02',
    '9.99 10.02',
    '9.97 10.00',
  ]);
});

test('keeps a trade between two ticks inside the quote', () => {
  const price = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 9_999 }));
  fc.assert(
    fc.property(fc.array(price, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (prices, spread) => {
      const quotes = new TradeQuotes('0.01', spread);
      for (const [whole, fraction] of prices) {
        const last = `${whole}.${String(fraction).padStart(4, '0')}`;
        const { bid, ask } = quotes.around(last);
        expect(Number(bid)).toBeLessThanOrEqual(Number(last));
        expect(Number(ask)).toBeGreaterThanOrEqual(Number(last));
        expect(Number(ask) - Number(bid)).toBeCloseTo(spread / 100, 6);
      }
    }),
  );
});
