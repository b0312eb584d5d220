import { QueryObserver } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api.ts';
import { opensQuery } from '../queries.ts';
import { dayStart } from '../trends/day.ts';
import { Cell } from './cell.ts';
import { BY_SYMBOL, isSteady, needsOpen } from './order.ts';
import type { Known, Sort } from './order.ts';

/** What rows are sorted by, as it stood at one moment: rows do not jump while prices move. */
export interface Ranked {
  readonly sort: Sort;
  readonly known: (symbol: string) => Known;
  /** When prices stood so, in milliseconds since the Unix epoch by this machine's clock; `null` for a sort that needs none. */
  readonly at: number | null;
}

export interface RankingDeps {
  readonly api: Pick<Api, 'quotes' | 'opens'>;
  readonly queries: QueryClient;
  readonly wallClock: () => number;
}

const NOTHING: Known = { quote: undefined, open: undefined };

/**
 * Sorts by prices of instruments that are not subscribed to: it asks the API for the market, and for all opens where a change
 * is asked for. It asks until it is answered, or something else is asked for.
 */
export class Ranking {
  readonly ranked = new Cell<Ranked>({ sort: BY_SYMBOL, known: () => NOTHING, at: null });
  /** The market is being read. */
  readonly reading = new Cell(false);
  /** The API has not answered so far. */
  readonly failed = new Cell(false);
  readonly #deps: RankingDeps;
  #count = 0;
  #stop: () => void = () => undefined;

  constructor(deps: RankingDeps) {
    this.#deps = deps;
  }

  readonly rank = (sort: Sort): void => {
    this.#stop();
    this.failed.set(false);
    this.reading.set(!isSteady(sort));
    if (isSteady(sort)) {
      this.ranked.set({ sort, known: () => NOTHING, at: null });
      return;
    }
    const observer = new QueryObserver<Ranked>(this.#deps.queries, {
      queryKey: ['ranking', (this.#count += 1)],
      queryFn: ({ signal }) => this.#read(sort, signal),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      structuralSharing: false,
    });
    this.#stop = observer.subscribe(({ data, failureCount, isError }) => {
      this.failed.set(data === undefined && (failureCount > 0 || isError));
      if (data === undefined) return;
      this.#stop();
      this.reading.set(false);
      this.ranked.set(data);
    });
  };

  async #read(sort: Sort, signal: AbortSignal): Promise<Ranked> {
    const { api, queries, wallClock } = this.#deps;
    const at = wallClock();
    const [market, opens] = await Promise.all([
      api.quotes(signal),
      needsOpen(sort) ? queries.fetchQuery({ ...opensQuery(api), retry: false }) : null,
    ]);
    const quotes = new Map(market.map((quote) => [quote.symbol, quote]));
    const known = (symbol: string): Known => {
      const quote = quotes.get(symbol);
      const isOfDay = quote !== undefined && opens !== null && dayStart(quote.published) === opens.day;
      return { quote, open: isOfDay ? opens.bySymbol.get(symbol) : undefined };
    };
    return { sort, known, at };
  }
}
