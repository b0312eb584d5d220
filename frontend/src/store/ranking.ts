import { QueryObserver } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api.ts';
import { opensQuery } from '../queries.ts';
import { dayStart } from '../trends/day.ts';
import { Cell } from './cell.ts';
import { BY_SYMBOL, isSteady, needsOpen } from './order.ts';
import type { Known, Sort } from './order.ts';

/** The sort values at one moment, so that rows do not jump while prices change. */
export interface Ranked {
  readonly sort: Sort;
  readonly known: (symbol: string) => Known;
  /** The time of these values, in milliseconds since the Unix epoch; `null` for an order that does not depend on prices. */
  readonly at: number | null;
}

export interface RankingDeps {
  readonly api: Pick<Api, 'quotes' | 'opens'>;
  readonly queries: QueryClient;
  readonly wallClock: () => number;
}

const NOTHING: Known = { quote: undefined, open: undefined };

/**
 * Sorts by prices, also of instruments that are not subscribed: requests all quotes from the API, and all opening prices to
 * sort by change. It retries until the API answers or another order is chosen.
 */
export class Ranking {
  readonly ranked = new Cell<Ranked>({ sort: BY_SYMBOL, known: () => NOTHING, at: null });
  /** Quotes are being loaded. */
  readonly reading = new Cell(false);
  /** The API has not answered yet. */
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
