import { isPrice, isTime, symbolOf, TICKER_RULE } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import type { CsvRow } from './csv.ts';

type Row = Pick<CsvRow<string>, 'field' | 'bad'>;

const isoTime = z.iso.datetime({ offset: true });

/** The years 2000 to 2099 in seconds since 1970. As milliseconds these are days of early 1970, which no market file covers. */
const SECONDS = { from: 946_684_800, to: 4_102_444_800 };

/** Milliseconds since the Unix epoch; digits finer than a millisecond are cut off. */
export function timeField(row: Row, column: string): number {
  const text = row.field(column);
  if (/^\d+$/.test(text) && isTime(Number(text))) {
    const time = Number(text);
    if (time < SECONDS.from || time >= SECONDS.to) return time;
    throw row.bad(column, 'looks like seconds; must be milliseconds since 1970');
  }
  if (isoTime.safeParse(text).success) {
    const time = Date.parse(text);
    if (isTime(time)) return time;
  }
  throw row.bad(column, 'must be ISO 8601 with a zone (2013-03-01T14:30:00.000Z) or milliseconds since 1970');
}

/** The symbol of a ticker such as `BRK.B`. */
export function symbolField(row: Row, column: string): string {
  const symbol = symbolOf(row.field(column));
  if (symbol === null) throw row.bad(column, TICKER_RULE);
  return symbol;
}

/** The decimal string exactly as in the file. */
export function priceField(row: Row, column: string): string {
  const text = row.field(column);
  if (!isPrice(text)) throw row.bad(column, 'must be a decimal such as 438.05');
  return text;
}

export function sizeField(row: Row, column: string): number {
  const text = row.field(column);
  if (!/^\d{1,15}(\.\d{1,12})?$/.test(text)) throw row.bad(column, 'must be a number from 0');
  return Number(text);
}
