import { fileURLToPath } from 'node:url';
import { readWholeCsv } from './csv.ts';
import { priceField, sizeField, symbolField } from './fields.ts';

/** One instrument's trading day. Prices are decimal strings, as printed; `volume` is in shares. */
export interface DailyBar {
  readonly symbol: string;
  /** ISO date of the exchange's day. */
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: number;
}

/** The real daily prices that ship with the feed; the README beside it names their source. */
export const DAILY_PATH = fileURLToPath(new URL('../data/daily.csv', import.meta.url));
/** The instruments of `DAILY_PATH`. */
export const INSTRUMENTS_PATH = fileURLToPath(new URL('../data/instruments.csv', import.meta.url));

const LAYOUTS = { daily: ['symbol', 'date', 'open', 'high', 'low', 'close', 'volume'] } as const;

/** Reads daily bars, each symbol's days in order. Throws `CsvLineError`. */
export async function readDailyBars(path: string): Promise<Map<string, DailyBar[]>> {
  const days = new Map<string, DailyBar[]>();
  await readWholeCsv(path, LAYOUTS, (row) => {
    const symbol = symbolField(row, 'symbol');
    const date = row.field('date');
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw row.bad('date', 'must be a date such as 2013-03-01');
    const [open, high, low, close] = [
      priceField(row, 'open'),
      priceField(row, 'high'),
      priceField(row, 'low'),
      priceField(row, 'close'),
    ];
    if (!(Number(low) > 0)) throw row.bad('low', 'must be above 0');
    if (Number(low) > Math.min(Number(open), Number(close))) throw row.bad('low', 'must not be above open or close');
    if (Number(high) < Math.max(Number(open), Number(close))) throw row.bad('high', 'must not be below open or close');
    const bars = days.get(symbol) ?? [];
    if ((bars.at(-1)?.date ?? '') >= date) throw row.bad('date', `must be after the day before of ${symbol}`);
    bars.push({ symbol, date, open, high, low, close, volume: sizeField(row, 'volume') });
    days.set(symbol, bars);
  });
  return days;
}
