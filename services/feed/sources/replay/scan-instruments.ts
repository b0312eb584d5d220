import { isPrice, symbolOf, tickerOf } from '@quotebridge/contracts/wire';
import { readCsv } from '../csv.ts';
import type { ListedInstrument } from './instruments.ts';
import { decimalsOf } from '../price-grid.ts';
import { PRICE_COLUMNS, REPLAY_LAYOUTS } from './layouts.ts';

/**
 * Finds the instruments of a replay file that comes without an instruments file: the tick is one unit of the most
 * decimals that the symbol's prices have, the name is the symbol, and the currency is ISO 4217's code for none. Bad
 * lines are skipped; the replay itself reports them.
 */
export async function scanInstruments(path: string): Promise<ListedInstrument[]> {
  const decimals = new Map<string, number>();
  const rows = readCsv(
    path,
    REPLAY_LAYOUTS,
    (row) => ({
      symbol: symbolOf(row.field('symbol')),
      prices: PRICE_COLUMNS[row.layout].map((column) => row.field(column)),
    }),
    () => {},
  );
  for await (const chunk of rows) {
    for (const { symbol, prices } of chunk) {
      if (symbol !== null && prices.every(isPrice))
        decimals.set(symbol, Math.max(decimals.get(symbol) ?? 0, ...prices.map(decimalsOf)));
    }
  }
  return [...decimals].map(([symbol, places]) => ({
    symbol,
    name: tickerOf(symbol),
    currency: 'XXX',
    tickSize: places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`,
    source: 'replay',
    spreadTicks: 1,
  }));
}
