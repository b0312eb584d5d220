import { QueryObserver } from '@tanstack/react-query';
import type { Candle, Interval } from '../api.ts';
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

/** Where candles are drawn. */
export interface CandleView {
  /** Draws all of them. `isFirst` when there were none before. */
  readonly all: (bars: readonly Bar[], isFirst: boolean) => void;
  readonly newest: (bar: Bar) => void;
  /** Says why there are none, or none newer; nothing when all is well. */
  readonly problem: (text: string) => void;
}

/** What was read, when, and whether no quote was missing then. */
interface Read {
  readonly candles: readonly Candle[];
  readonly at: number;
  readonly isWhole: boolean;
}

/**
 * Reads the candles of a symbol and keeps them up with its quotes. What was missed, conflated or during an outage, is read
 * again. Returns what stops it.
 */
export function followCandles(
  { api, queries, session }: Pick<Desk, 'api' | 'queries' | 'session'>,
  symbol: string,
  interval: Interval,
  view: CandleView,
): () => void {
  const length = INTERVALS[interval];
  let bars: readonly Bar[] = [];
  let drawn: Read | undefined;
  let readAt = 0;
  /** Everything until then was read while nothing was missing. */
  let wholeAt: number | null = null;

  const observer = new QueryObserver<Read>(queries, {
    // What one looks at again is read anew: quotes have passed meanwhile.
    queryKey: ['candles', symbol, interval],
    gcTime: 0,
    refetchInterval: AGAIN_AFTER_MS,
    structuralSharing: false,
    queryFn: async ({ signal }) => {
      const at = Date.now();
      readAt = at;
      const whole = isWhole(session.condition.get());
      const limit = wholeAt === null ? CANDLES : candlesSince(at - wholeAt, length);
      return { candles: await api.candles(symbol, interval, limit, signal), at, isWhole: whole };
    },
  });
  const unobserve = observer.subscribe(({ data, failureCount, isError }) => {
    if (failureCount > 0 || isError) view.problem('The candles cannot be read now.');
    if (data === undefined || data === drawn) return;
    drawn = data;
    const isFirst = bars.length === 0;
    bars = corrected(bars, data.candles.map(barOf)).slice(-KEPT);
    view.all(bars, isFirst);
    view.problem(bars.length === 0 ? 'Nothing was traded in this time.' : '');
    if (data.isWhole) wholeAt = data.at;
  });
  const read = () => void observer.refetch({ cancelRefetch: false });
  let condition = session.condition.get();
  const unsubscribe = session.condition.subscribe(() => {
    const now = session.condition.get();
    if (hasRecovered(condition, now)) void observer.refetch();
    condition = now;
  });
  const unlisten = session.listen((quote) => {
    const newest = bars.at(-1);
    if (quote.symbol !== symbol || newest === undefined) return;
    const bar = grown(newest, quote, length);
    if (bar === null) return;
    bars = bar.start === newest.start ? [...bars.slice(0, -1), bar] : [...bars, bar];
    view.newest(bar);
    if (bar.start > newest.start + length && Date.now() - readAt > HOLE_PAUSE_MS) read();
  });
  return () => {
    unobserve();
    unsubscribe();
    unlisten();
  };
}

/** How many candles there may be since, and in the time of one reading before: a late quote is in that. */
function candlesSince(elapsed: number, length: number): number {
  return Math.min(CANDLES, Math.ceil((elapsed + AGAIN_AFTER_MS) / length) + 2);
}
