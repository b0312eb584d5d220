import { fromTuple } from '@quotebridge/contracts/wire';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import type { Desk } from '../desk.ts';
import { openQueries } from '../queries.ts';
import { Settings } from '../prefs/settings.ts';
import { Navigator } from '../route/navigator.ts';
import { sortByRoute } from '../route/sort-by-route.ts';
import { Cell } from '../store/cell.ts';
import { DEFAULT_DELIVERY } from '../store/delivery.ts';
import { Directory } from '../store/directory.ts';
import type { Figures } from '../store/figures.ts';
import { QuoteStore } from '../store/quote-store.ts';
import { Ranking } from '../store/ranking.ts';
import { TrendBook } from '../trends/trend-book.ts';
import { inventConsole } from './invented-console.ts';
import { inventApi, inventInstrument, inventQuote } from './invented-market.ts';
import { NOW } from './states.ts';
import type { BoardState } from './states.ts';

const MOVED_MS = 40_000;

/** A desk that stays in one state and sends no requests. */
export function fixtureDesk(state: BoardState): Desk {
  const quotes = new QuoteStore((flush) => flush());
  const directory = new Directory();
  directory.describe(Array.from({ length: state.listings }, (_, index) => inventInstrument(index)));
  const quoted = Array.from({ length: state.quoted }, (_, index) => index);
  const batch = (seq: number, time: number) => ({
    epoch: 1,
    quotes: quoted.map((index) => inventQuote(index, seq, time)),
  });
  quotes.begin([batch(900, NOW - MOVED_MS)]);
  quotes.apply(batch(901, NOW - 400));
  const api = inventApi(NOW);
  const queries = openQueries();
  const trends = new TrendBook({ api, queries, now: () => 0 });
  trends.follow(quoted.map((index) => inventInstrument(index).symbol));
  setInterval(() => trends.publish(), 100);
  const session: Desk['session'] = {
    origin: 'http://localhost:8080',
    quotes,
    directory,
    condition: new Cell(state.condition),
    time: new Cell<number | null>(state.condition.fresh ? NOW : NOW + 8_000),
    figures: new Cell(figuresOf(state)),
    site: new Cell<string | null>(state.link === null ? null : (state.site ?? 'cloud')),
    delivery: new Cell(DEFAULT_DELIVERY),
    subscribed: [],
    instruments: { listed: new Cell(state.listed) },
    show: () => undefined,
    focus: () => undefined,
    choose: (delivery) => session.delivery.set(delivery),
    listen: (listener) => {
      // One quote arrives, so that there is one to trace.
      for (const index of quoted) listener(fromTuple(1, inventQuote(index, 901, NOW - 40)), 0, NOW - 31);
      return () => undefined;
    },
    trace: () => undefined,
    listenToTraces: (listener) => {
      for (const index of quoted) {
        const [symbol] = inventQuote(index, 901, NOW - 40);
        listener({ symbol, epoch: 1, seq: 901, received: NOW - 37, streamed: NOW - 35, sent: NOW - 33 });
      }
      return () => undefined;
    },
    serverTime: () => NOW - 12,
  };
  const hybrid = { state: new Cell(consoleOf(state)) };
  const operator: Desk['operator'] = {
    hasToken: false,
    actOnLink: async () => ({ isDone: true }),
    post: async () => ({ isDone: true }),
  };
  const ranking = new Ranking({ api, queries, wallClock: () => NOW });
  const navigator = new Navigator(window);
  sortByRoute(ranking, navigator);
  return { api, queries, session, hybrid, operator, trends, ranking, settings: new Settings(), navigator };
}

function consoleOf({ console: given, link }: BoardState): ConsoleState | null {
  if (given !== undefined) return given;
  return inventConsole(NOW, link === 'down' ? { phase: 'held', held: 2_256 } : { phase: 'through' });
}

function figuresOf({ listings, quoted, condition, link, site = 'cloud', missing = 0 }: BoardState): Figures {
  const isConnected = link !== null;
  const rate = isConnected && condition.fresh ? quoted : 0;
  return {
    symbols: listings,
    subscribed: quoted,
    savings: {
      deliveriesPerSecond: rate,
      conflatedPerSecond: condition.conflating ? 9 * rate : 0,
      bytesPerSecond: 64 * rate,
    },
    totals: {
      received: 12_480,
      conflated: condition.conflating ? 48_210 : 0,
      missing,
      duplicates: 0,
      outOfOrder: 0,
      unexplained: 0,
      unsettled: 0,
    },
    status: isConnected
      ? {
          site,
          role: site === 'cloud' ? 'mirror' : 'origin',
          link,
          stale: null,
          complete: condition.complete,
          heartbeatAge: 300,
          now: NOW,
        }
      : null,
  };
}
