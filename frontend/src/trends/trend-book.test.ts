import { environmentManager } from '@tanstack/react-query';
import type { Quote } from '@quotebridge/contracts/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiUnavailable } from '../api.ts';
import { openQueries } from '../queries.ts';
import { dayStart } from './day.ts';
import { TrendBook } from './trend-book.ts';

const NOON = Date.UTC(2026, 0, 31, 12);
const DAY = dayStart(NOON);

function setUp() {
  const asked: string[] = [];
  const state = { failing: 0, hanging: false };
  const book = new TrendBook({
    now: () => Date.now(),
    queries: openQueries(),
    api: {
      opens: async () => ({
        day: DAY,
        bySymbol: new Map([
          ['A', 10],
          ['FAR', 7],
        ]),
      }),
      candles: async (symbol, interval) => {
        asked.push(`${symbol} ${interval}`);
        if (state.hanging) await new Promise(() => undefined);
        if (state.failing > 0) throw new ApiUnavailable(state.failing, '2');
        const start = interval === '1d' ? DAY : NOON;
        return [
          { start, open: '10', high: '11', low: '9', close: '10.5', quotes: 1, firstSeq: 1, lastSeq: 1, final: false },
        ];
      },
    },
  });
  return { book, asked, state };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const settle = () => pass(10);

const quote = (symbol: string, last: string): Quote => ({
  symbol,
  seq: 1,
  epoch: 1,
  time: NOON,
  published: NOON + 7_000,
  bid: last,
  bidSize: 1,
  ask: last,
  askSize: 1,
  last,
});

beforeEach(() => {
  // Without a window the library assumes a server, where it does not retry or refetch.
  environmentManager.setIsServer(() => false);
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('the book of trends', () => {
  it('loads the followed symbols and publishes on request', async () => {
    const { book, asked } = setUp();
    let notified = 0;
    book.subscribe('A', () => (notified += 1));
    book.follow(['A']);
    await settle();
    expect(asked).toEqual(['A 1d', 'A 5s']);
    expect(notified).toBe(0);
    book.publish();
    expect(book.get('A')).toMatchObject({ day: { open: 10, high: 11 }, trail: [{ price: 10.5 }] });
    book.take(quote('A', '12'));
    book.take(quote('A', '13'));
    expect(book.get('A')?.day?.high).toBe(11);
    book.publish();
    expect(book.get('A')).toMatchObject({ day: { open: 10, high: 13 }, trail: [{ price: 10.5 }, { price: 13 }] });
    expect(notified).toBe(2);
  });

  it('has the opening prices of all instruments, also of those never shown', async () => {
    const { book, asked } = setUp();
    await settle();
    book.publish();
    expect(book.get('FAR')).toEqual({ open: { start: DAY, price: 7 }, day: null, trail: [] });
    expect(asked).toEqual([]);
  });

  it('loads all followed symbols, a few at a time', async () => {
    const { book, asked, state } = setUp();
    state.hanging = true;
    book.follow(['A', 'B', 'C', 'D', 'E']);
    await settle();
    expect(asked).toHaveLength(6);
    const other = setUp();
    other.book.follow(['A', 'B', 'C', 'D', 'E']);
    await settle();
    expect(other.asked).toHaveLength(10);
  });

  it('loads again what was off the screen, and what has been shown for a minute', async () => {
    const { book, asked } = setUp();
    book.follow(['A']);
    await settle();
    book.follow([]);
    await pass(1_000);
    book.follow(['A']);
    await settle();
    expect(asked).toHaveLength(2);
    book.follow([]);
    await pass(9_000);
    book.follow(['A']);
    await settle();
    expect(asked).toHaveLength(4);
    await pass(61_000);
    expect(asked).toHaveLength(6);
    book.outdate();
    await settle();
    expect(asked).toHaveLength(8);
  });

  it('retries when the API allows it', async () => {
    const { book, asked, state } = setUp();
    state.failing = 503;
    book.follow(['A']);
    await settle();
    expect(book.failing.get()).toBe(true);
    await pass(1_900);
    expect(asked).toHaveLength(2);
    state.failing = 0;
    await pass(200);
    book.publish();
    expect(book.get('A')?.day?.open).toBe(10);
    expect(book.failing.get()).toBe(false);
  });

  it('does not retry a refused request, and does not report the API as unavailable', async () => {
    const { book, asked, state } = setUp();
    state.failing = 404;
    book.follow(['A']);
    await pass(20_000);
    expect(asked).toHaveLength(2);
    expect(book.failing.get()).toBe(false);
  });

  it('forgets the failures of a symbol that has left the screen', async () => {
    const { book, state } = setUp();
    state.failing = 503;
    book.follow(['A']);
    await settle();
    book.follow([]);
    expect(book.failing.get()).toBe(false);
  });
});
