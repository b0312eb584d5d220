import type { Instrument } from '@quotebridge/contracts/wire';
import { readWholeCsv } from '../csv.ts';
import { priceField, symbolField } from '../fields.ts';

/** An instrument of an instruments file. */
export interface ListedInstrument extends Instrument {
  /** The spread to put around a trade, in ticks. */
  readonly spreadTicks: number;
}

const LAYOUTS = { instruments: ['symbol', 'name', 'currency', 'tickSize'] } as const;

/**
 * Reads a CSV file of instruments: `symbol,name,currency,tickSize` and, if wanted, `spreadTicks` (1 when left out).
 * Throws `CsvLineError`.
 */
export async function readInstruments(path: string): Promise<ListedInstrument[]> {
  const seen = new Set<string>();
  return readWholeCsv(path, LAYOUTS, (row) => {
    const symbol = symbolField(row, 'symbol');
    if (seen.has(symbol)) throw row.bad('symbol', 'must be listed once');
    seen.add(symbol);
    const name = row.field('name');
    if (name === '') throw row.bad('name', 'must not be empty');
    const currency = row.field('currency');
    if (!/^[A-Z]{3}$/.test(currency)) throw row.bad('currency', 'must be an ISO 4217 code such as USD');
    const tickSize = priceField(row, 'tickSize');
    if (!(Number(tickSize) > 0)) throw row.bad('tickSize', 'must be above 0');
    const spread = row.field('spreadTicks');
    if (!/^([1-9]\d{0,5})?$/.test(spread)) throw row.bad('spreadTicks', 'must be an integer from 1 to 999999');
    return { symbol, name, currency, tickSize, source: 'replay', spreadTicks: Number(spread || '1') };
  });
}
