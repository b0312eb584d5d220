import { instrumentDetailsSchema } from '@quotebridge/contracts';
import { expect, it } from 'vitest';
import { demoDetails } from './demo-details.ts';

const SYMBOLS = Array.from({ length: 500 }, (_, index) => `S${index}`);
const all = SYMBOLS.map((symbol) =>
  demoDetails({ symbol, name: `Name of ${symbol}`, currency: 'USD', tickSize: '0.01', source: 'simulated' }),
);

it('invents details that meet the contract, and says that they are invented', () => {
  for (const details of all) {
    expect(instrumentDetailsSchema.parse(details)).toEqual(details);
    expect(details.source).toBe('demo');
    for (const { text } of details.corporateActions) expect(text).toMatch(/^Invented: /);
  }
});

it('invents some with one action, some with several, and some without', () => {
  expect(new Set(all.map(({ corporateActions }) => corporateActions.length))).toEqual(new Set([0, 1, 2]));
});
