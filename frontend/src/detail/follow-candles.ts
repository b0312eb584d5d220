import { QueryObserver } from '@tanstack/react-query';
import type { Candle, Interval } from '../api.ts';
import type { Desk } from '../desk.ts';
import { hasRecovered, isWhole } from '../store/condition.ts';
import { INTERVALS } from '../trends/intervals.ts';
import { barOf, corrected, grown } from './candle-series.ts';
import type { Bar } from './candle-series.ts';

/** How many candles are requested at first. */
const CANDLES = 240;
const KEPT = 1_000;
/** Conflated quotes can hide a high or a low: the newest candles are read again this often. */
const AGAIN_AFTER_MS = 10_000;
/** Minimum time between requests caused by a gap: an interval without a candle may simply have had no quotes. */
const HOLE_PAUSE_MS = 2_000;

/** Draws candles. */
export interface CandleView {
  /** Draws all bars. `isFirst` when there were none before. */
  readonly all: (bars: readonly Bar[], isFirst: boolean) => void;
  readonly newest: (bar: Bar) => void;
  /** Shows why there are no bars or no newer ones; empty without a problem. */
  readonly problem: (text: string) => void;
}

/** An answer of the API, when it was requested, and whether no quote was missing then. */
interface Read {
  readonly candles: readonly Candle[];
  readonly at: number;
  readonly isWhole: boolean;
}

/**
 * Loads the candles of a symbol and extends them with its quotes. Candles that may lack quotes, conflated or lost in an
 * outage, are loaded again. Returns a function that stops it.
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
  /** Up to this time the candles are complete; `null` before. */
  let wholeAt: number | null = null;

  const observer = new QueryObserver<Read>(queries, {
    // Not kept in the cache: quotes that arrive while the chart is closed would be missing.
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
    if (failureCount > 0 || isError) view.problem('Candles cannot be loaded.');
    if (data === undefined || data === drawn) return;
    drawn = data;
    const isFirst = bars.length === 0;
    bars = corrected(bars, data.candles.map(barOf)).slice(-KEPT);
    view.all(bars, isFirst);
    view.problem(bars.length === 0 ? 'No trades in this period.' : '');
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

/** How many candles cover the elapsed time plus one refresh interval, for quotes that arrived late. */
function candlesSince(elapsed: number, length: number): number {
  return Math.min(CANDLES, Math.ceil((elapsed + AGAIN_AFTER_MS) / length) + 2);
}
