import type { Interval } from '../api.ts';
import type { Desk } from '../desk.ts';
import { hasRecovered, isWhole } from '../store/condition.ts';
import { INTERVALS } from '../trends/intervals.ts';
import { barOf, corrected, grown } from './candle-series.ts';
import type { Bar } from './candle-series.ts';

/** So many are asked for at first. */
const CANDLES = 240;
const KEPT = 1_000;
/** Conflated quotes can hide a high or a low: the newest candles are read again this often. */
const AGAIN_AFTER_MS = 10_000;
/** An interval without a candle may be one without a quote: it is not asked about more often than this. */
const HOLE_PAUSE_MS = 2_000;
const ANSWER_WITHIN_MS = 10_000;

/** Where candles are drawn. */
export interface CandleView {
  /** Draws all of them. `isFirst` when there were none before. */
  readonly all: (bars: readonly Bar[], isFirst: boolean) => void;
  readonly newest: (bar: Bar) => void;
  /** Says why there are none, or none newer; nothing when all is well. */
  readonly tell: (problem: string) => void;
}

/**
 * Reads the candles of a symbol and keeps them up with its quotes. What passed unheard, conflated or during an outage, is read
 * again. Returns what stops it.
 */
export function followCandles(
  { api, session }: Pick<Desk, 'api' | 'session'>,
  symbol: string,
  interval: Interval,
  view: CandleView,
): () => void {
  const length = INTERVALS[interval];
  const stop = new AbortController();
  let bars: readonly Bar[] = [];
  let isReading = false;
  let isDue = false;
  let readAt = 0;
  /** Everything until then was read while nothing was missing. */
  let wholeAt: number | null = null;

  const ask = async (limit: number): Promise<readonly Bar[] | null> => {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      return (await api.candles(symbol, interval, limit, signal)).map(barOf);
    } catch {
      // Whatever the reason, the screen says that there are no candles, and they are asked for again.
      return null;
    }
  };

  const read = async (): Promise<void> => {
    if (isReading) {
      isDue = true;
      return;
    }
    isReading = true;
    readAt = Date.now();
    const whole = isWhole(session.condition.get());
    const answered = await ask(wholeAt === null ? CANDLES : candlesSince(readAt - wholeAt, length));
    isReading = false;
    if (stop.signal.aborted) return;
    if (answered === null) {
      view.tell('The candles cannot be read now.');
    } else {
      const isFirst = bars.length === 0;
      bars = corrected(bars, answered).slice(-KEPT);
      view.all(bars, isFirst);
      view.tell(bars.length === 0 ? 'Nothing was traded in this time.' : '');
      if (whole) wholeAt = readAt;
    }
    if (!isDue) return;
    isDue = false;
    void read();
  };

  void read();
  const again = setInterval(() => void read(), AGAIN_AFTER_MS);
  let condition = session.condition.get();
  const unsubscribe = session.condition.subscribe(() => {
    const now = session.condition.get();
    if (hasRecovered(condition, now)) void read();
    condition = now;
  });
  const deaf = session.listen((quote) => {
    const newest = bars.at(-1);
    if (quote.symbol !== symbol || newest === undefined) return;
    const bar = grown(newest, quote, length);
    if (bar === null) return;
    bars = bar.start === newest.start ? [...bars.slice(0, -1), bar] : [...bars, bar];
    view.newest(bar);
    if (bar.start > newest.start + length && Date.now() - readAt > HOLE_PAUSE_MS) void read();
  });
  return () => {
    stop.abort();
    clearInterval(again);
    unsubscribe();
    deaf();
  };
}

/** How many candles there may be since, and in the time of one reading before: a late quote is in that. */
function candlesSince(elapsed: number, length: number): number {
  return Math.min(CANDLES, Math.ceil((elapsed + AGAIN_AFTER_MS) / length) + 2);
}
