import type { InstrumentCalibration } from '../calibration.ts';
import type { DailyBar } from '../daily.ts';
import { PriceGrid } from '../price-grid.ts';
import { drawPricePath } from './price-path.ts';
import { drawQuote, drawTrade, drawTradePrice, printQuote } from '../quote-shape.ts';
import type { Random } from '../random.ts';
import { drawSessionTimes, SESSION_MS } from '../session.ts';
import type { SourceQuote } from '../source.ts';

/** Raise it with every change of the quotes drawn from the same bars and seed: existing files are then regenerated. */
export const INTRADAY_VERSION = 1;

/** A quote at a time of its day, in milliseconds since the Unix epoch. */
export type IntradayQuote = Omit<SourceQuote, 'at'> & { readonly time: number };

/** 9:30 in New York, in winter. */
const OPENING = 'T14:30:00.000Z';

/**
 * Makes a day of quotes of one daily bar: the first trade is at the open, the last at the close, the highest at the
 * high and the lowest at the low, just as they were printed. Everything between is drawn.
 *
 * @param meanGapMs mean time from one quote to the next
 */
export function drawIntraday(
  bar: DailyBar,
  calibration: InstrumentCalibration,
  meanGapMs: number,
  random: Random,
): IntradayQuote[] {
  const { symbol } = bar;
  const grid = new PriceGrid(calibration.tickSize);
  const opening = Date.parse(bar.date + OPENING);
  const times = drawSessionTimes(Math.max(4, Math.round(SESSION_MS / meanGapMs)), random);
  const { positions, prints } = drawPricePath(bar, grid, times.length, random);
  const [lowest, highest] = [grid.ceil(bar.low), grid.floor(bar.high)];

  let last = grid.pad(bar.open);
  return Array.from(times, (time, step) => {
    const quote = drawQuote(positions[step] as number, calibration, random);
    const print = prints.get(step);
    if (print !== undefined) last = grid.pad(print);
    // All trades of a day may have been between two ticks: then no price on the tick is known to be within the range.
    else if (drawTrade(random) && lowest <= highest)
      last = grid.format(Math.min(Math.max(drawTradePrice(quote, random), lowest), highest));
    return { time: opening + time, symbol, ...printQuote(quote, grid), last };
  });
}
