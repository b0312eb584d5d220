import { setImmediate as turn } from 'node:timers/promises';
import type { Quote } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { ApiUnavailable } from '../api.ts';
import { dayStart } from './day.ts';
import { TrendBook } from './trend-book.ts';

const NOON = Date.UTC(2026, 0, 31, 12);

function setUp() {
  const asked: string[] = [];
  const state = { now: 0, failing: false };
  const book = new TrendBook({
    now: () => state.now,
    api: {
      candles: async (symbol, interval) => {
        asked.push(`${symbol} ${interval}`);
        if (state.failing) throw new ApiUnavailable(503, '2');
        const start = interval === '1d' ? dayStart(NOON) : NOON;
        return [
          { start, open: '10', high: '11', low: '9', close: '10.5', quotes: 1, firstSeq: 1, lastSeq: 1, final: false },
        ];
      },
    },
  });
  const settle = async () => {
    for (let n = 0; n < 10; n += 1) await turn();
  };
  return { book, asked, state, settle };
}

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

describe('the book of trends', () => {
  it('reads what is followed, and tells of it when it is time', async () => {
    const { book, asked, settle } = setUp();
    let heard = 0;
    book.subscribe('A', () => (heard += 1));
    book.follow(['A']);
    await settle();
    expect(asked).toEqual(['A 1d', 'A 5s']);
    expect(heard).toBe(0);
    book.tell();
    expect(book.get('A')).toMatchObject({ day: { open: 10, high: 11 }, trail: [{ price: 10.5 }] });
    book.take(quote('A', '12'));
    book.take(quote('A', '13'));
    expect(book.get('A')?.day?.high).toBe(11);
    book.tell();
    expect(book.get('A')).toMatchObject({ day: { open: 10, high: 13 }, trail: [{ price: 10.5 }, { price: 13 }] });
    expect(heard).toBe(2);
  });

  it('reads everything that is followed, a few at a time', async () => {
    const { book, asked, settle } = setUp();
    book.follow(['A', 'B', 'C', 'D', 'E']);
    expect(asked).toHaveLength(6);
    await settle();
    expect(asked).toHaveLength(10);
  });

  it('reads again what was away, and what has been shown for a minute', async () => {
    const { book, asked, state, settle } = setUp();
    book.follow(['A']);
    await settle();
    book.follow([]);
    state.now = 1_000;
    book.follow(['A']);
    await settle();
    expect(asked).toHaveLength(2);
    book.follow([]);
    state.now = 10_000;
    book.follow(['A']);
    await settle();
    expect(asked).toHaveLength(4);
    state.now = 71_000;
    book.tell();
    await settle();
    expect(asked).toHaveLength(6);
  });

  it('asks again when the API says that it may', async () => {
    const { book, asked, state, settle } = setUp();
    state.failing = true;
    book.follow(['A']);
    await settle();
    expect(book.failing.get()).toBe(true);
    state.now = 1_900;
    book.tell();
    expect(asked).toHaveLength(2);
    state.failing = false;
    state.now = 2_000;
    book.tell();
    await settle();
    book.tell();
    expect(book.open('A')).toBe(10);
    expect(book.failing.get()).toBe(false);
  });
});
