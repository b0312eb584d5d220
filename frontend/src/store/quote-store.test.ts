import type { QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { QuoteStore } from './quote-store.ts';

function tuple(symbol: string, seq: number, bid = '10.00'): QuoteTuple {
  return [symbol, seq, 1_700_000_000_000, 1, bid, 100, '10.01', 100, '10.00', 0];
}

function batch(epoch: number, ...quotes: QuoteTuple[]): QuoteBatch {
  return { epoch, quotes };
}

function setUp() {
  const frames: (() => void)[] = [];
  const store = new QuoteStore((flush) => frames.push(flush));
  const heard: string[] = [];
  for (const symbol of ['A', 'B']) store.subscribe(symbol, () => heard.push(symbol));
  const frame = () => {
    for (const flush of frames.splice(0)) flush();
  };
  return { store, heard, frames, frame, seq: (symbol: string) => store.get(symbol)?.quote.seq };
}

describe('the quote store', () => {
  it('tells of a symbol once a frame, with its newest quote', () => {
    const { store, heard, frames, frame, seq } = setUp();
    store.apply(batch(1, tuple('A', 1), tuple('B', 1)));
    store.apply(batch(1, tuple('A', 2)));
    store.apply(batch(1, tuple('A', 3)));
    expect(seq('A')).toBeUndefined();
    expect(frames).toHaveLength(1);
    frame();
    expect(heard).toEqual(['A', 'B']);
    expect(seq('A')).toBe(3);
  });

  it('tells nobody of what is not newer', () => {
    const { store, heard, frame, seq } = setUp();
    store.apply(batch(2, tuple('A', 5)));
    frame();
    heard.length = 0;
    store.apply(batch(2, tuple('A', 5), tuple('A', 4)));
    frame();
    expect(heard).toEqual([]);
    expect(seq('A')).toBe(5);
  });

  it('lets another epoch replace what has a greater seq, newer or older', () => {
    const { store, frame, seq } = setUp();
    store.apply(batch(1, tuple('A', 5)));
    frame();
    store.apply(batch(2, tuple('A', 4)));
    frame();
    expect(seq('A')).toBe(4);
    store.apply(batch(1, tuple('A', 4)));
    frame();
    expect(store.get('A')?.quote).toMatchObject({ epoch: 1, seq: 4 });
  });

  it('tells the direction from what was shown before', () => {
    const { store, frame } = setUp();
    store.apply(batch(1, tuple('A', 1, '10.00')));
    frame();
    expect(store.get('A')?.moves.bid.direction).toBe('none');
    store.apply(batch(1, tuple('A', 2, '9.00')));
    store.apply(batch(1, tuple('A', 3, '10.50')));
    frame();
    expect(store.get('A')?.moves.bid).toEqual({ direction: 'up', count: 1 });
    expect(store.get('A')?.moves.last.direction).toBe('none');
    store.apply(batch(1, tuple('A', 4, '10.5')));
    frame();
    expect(store.get('A')?.moves.bid).toEqual({ direction: 'up', count: 1 });
  });

  it('shows a snapshot at once and stops vouching for what it does not hold', () => {
    const { store, heard, frame, seq } = setUp();
    store.apply(batch(1, tuple('A', 1), tuple('B', 1)));
    frame();
    heard.length = 0;
    store.apply(batch(1, tuple('B', 2)));
    store.begin([batch(1, tuple('A', 9))]);
    expect(heard.toSorted()).toEqual(['A', 'B']);
    expect(store.get('A')).toMatchObject({ quote: { seq: 9 }, vouched: true });
    expect(store.get('B')).toMatchObject({ quote: { seq: 2 }, vouched: false });
    store.apply(batch(1, tuple('B', 3)));
    frame();
    expect(seq('B')).toBe(3);
    expect(store.get('B')?.vouched).toBe(true);
  });

  it('believes a snapshot over what it held before', () => {
    const { store, frame, seq } = setUp();
    store.begin([batch(2, tuple('A', 9))]);
    store.begin([batch(1, tuple('A', 7))]);
    expect(seq('A')).toBe(7);
    store.apply(batch(1, tuple('A', 8)));
    frame();
    expect(seq('A')).toBe(8);
  });

  it('believes any quote over one that the snapshot did not hold', () => {
    const { store, frame } = setUp();
    store.begin([batch(2, tuple('A', 9))]);
    store.begin([]);
    store.apply(batch(1, tuple('A', 7)));
    frame();
    expect(store.get('A')).toMatchObject({ quote: { seq: 7 }, vouched: true });
  });

  it('shows the state of a symbol that joined, and vouches on for the others', () => {
    const { store, heard } = setUp();
    store.begin([batch(1, tuple('A', 4))]);
    store.join([batch(1, tuple('B', 7))]);
    expect(store.get('A')?.vouched).toBe(true);
    expect(store.get('B')).toMatchObject({ quote: { seq: 7 }, vouched: true });
    expect(heard).toEqual(['A', 'B']);
  });

  it('forgets a symbol that is not subscribed any more, also what waits of it', () => {
    const { store, heard, frame } = setUp();
    store.begin([batch(1, tuple('A', 4))]);
    store.apply(batch(1, tuple('A', 5)));
    store.forget(['A', 'B']);
    frame();
    expect(store.get('A')).toBeUndefined();
    expect(heard).toEqual(['A', 'A']);
  });

  it('forgets a listener that has gone', () => {
    const { store, frame } = setUp();
    let calls = 0;
    const stop = store.subscribe('A', () => {
      calls += 1;
    });
    stop();
    store.apply(batch(1, tuple('A', 1)));
    frame();
    expect(calls).toBe(0);
  });
});
