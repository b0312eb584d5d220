import { SYMBOL_PATTERN } from './check.ts';

/** Characters of a ticker: printable ASCII without blank, quotation mark and comma, which separate fields. */
const TICKER = /^[!#-+\--~]+$/;
/** What is allowed as a ticker, for messages. */
export const TICKER_RULE =
  'must be 1 to 32 of A-Z a-z 0-9 _ -, or other printable ASCII without blank, " and comma, each of which takes three of the 32';

/**
 * The symbol of a ticker such as `BRK.B` or `BTC/USD`: each character that is no letter, digit or hyphen becomes `_` and its two hexadecimal digits
 * (`BRK_2EB`, `BTC_2FUSD`). A ticker that is a symbol already stays as it is. `null` when the symbol would be too long, or the ticker has other characters.
 */
export function symbolOf(ticker: string): string | null {
  if (SYMBOL_PATTERN.test(ticker)) return ticker;
  if (!TICKER.test(ticker)) return null;
  const symbol = ticker.replace(/[^A-Za-z0-9-]/g, (char) => `_${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return SYMBOL_PATTERN.test(symbol) ? symbol : null;
}

/** The ticker of a symbol, for people. `symbolOf` gives the symbol back. */
export function tickerOf(symbol: string): string {
  if (!symbol.includes('_')) return symbol;
  const ticker = symbol.replace(/_([2-7][0-9A-F])/g, (_escape, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return symbolOf(ticker) === symbol ? ticker : symbol;
}
