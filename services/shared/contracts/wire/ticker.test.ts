import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSymbol } from './check.ts';
import { symbolOf, tickerOf } from './ticker.ts';

describe('the symbol of a ticker', () => {
  it.each([
    ['AAPL', 'AAPL'],
    ['BRK.B', 'BRK_2EB'],
    ['BTC/USD', 'BTC_2FUSD'],
    ['^GSPC', '_5EGSPC'],
    ['ES_F', 'ES_F'],
    ['A_B.C', 'A_5FB_2EC'],
  ])('%s is %s, and back', (ticker, symbol) => {
    expect(symbolOf(ticker)).toBe(symbol);
    expect(tickerOf(symbol)).toBe(ticker);
  });

  it.each(['', 'A B', 'A,B', 'A"B', 'ÄG', 'A\n', '.'.repeat(11), 'A'.repeat(33)])('is none for %j', (ticker) => {
    expect(symbolOf(ticker)).toBeNull();
  });

  it('is another for another ticker, and gives it back', () => {
    const ticker = fc.stringMatching(/^[!#-+\--~]{1,12}$/).filter((text) => !isSymbol(text) && symbolOf(text) !== null);
    fc.assert(
      fc.property(ticker, (text) => {
        expect(tickerOf(symbolOf(text)!)).toBe(text);
      }),
    );
  });

  it('comes back from the ticker of any symbol', () => {
    const symbol = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), fc.stringMatching(/^[A-F2-7_]{1,12}$/));
    fc.assert(
      fc.property(symbol, (text) => {
        expect(symbolOf(tickerOf(text))).toBe(text);
      }),
    );
  });
});
