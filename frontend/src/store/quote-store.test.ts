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
  const notified: string[] = [];
  for (const symbol of ['A', 'B']) store.subscribe(symbol, () => notified.push(symbol));
  const frame = () => {
    for (const flush of frames.splice(0)) flush();
  };
  return { store, notified, frames, frame, seq: (symbol: string) => store.get(symbol)?.quote.seq };
}

describe('the quote store', () => {
  it('notifies once per symbol and frame, with the latest quote', () => {
    const { store, notified, frames, frame, seq } = setUp();
    store.apply(batch(1, tuple('A', 1), tuple('B', 1)));
    store.apply(batch(1, tuple('A', 2)));
    store.apply(batch(1, tuple('A', 3)));
    expect(seq('A')).toBeUndefined();
    expect(frames).toHaveLength(1);
    frame();
    expect(notified).toEqual(['A', 'B']);
    expect(seq('A')).toBe(3);
  });

  it('does not notify about a quote that is not newer', () => {
    const { store, notified, frame, seq } = setUp();
    store.apply(batch(2, tuple('A', 5)));
    frame();
    notified.length = 0;
    store.apply(batch(2, tuple('A', 5), tuple('A', 4)));
    frame();
    expect(notified).toEqual([]);
    expect(seq('A')).toBe(5);
  });

  it('replaces a quote with a greater seq by one of another epoch, newer or older', () => {
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

  it('derives the direction from the price displayed before', () => {
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

  it('displays a snapshot at once and marks symbols that it lacks as unconfirmed', () => {
    const { store, notified, frame, seq } = setUp();
    store.apply(batch(1, tuple('A', 1), tuple('B', 1)));
    frame();
    notified.length = 0;
    store.apply(batch(1, tuple('B', 2)));
    store.begin([batch(1, tuple('A', 9))]);
    expect(notified.toSorted()).toEqual(['A', 'B']);
    expect(store.get('A')).toMatchObject({ quote: { seq: 9 }, confirmed: true });
    expect(store.get('B')).toMatchObject({ quote: { seq: 2 }, confirmed: false });
    store.apply(batch(1, tuple('B', 3)));
    frame();
    expect(seq('B')).toBe(3);
    expect(store.get('B')?.confirmed).toBe(true);
  });

  it('replaces even newer quotes by a snapshot', () => {
    const { store, frame, seq } = setUp();
    store.begin([batch(2, tuple('A', 9))]);
    store.begin([batch(1, tuple('A', 7))]);
    expect(seq('A')).toBe(7);
    store.apply(batch(1, tuple('A', 8)));
    frame();
    expect(seq('A')).toBe(8);
  });

  it('replaces an unconfirmed quote by any quote', () => {
    const { store, frame } = setUp();
    store.begin([batch(2, tuple('A', 9))]);
    store.begin([]);
    store.apply(batch(1, tuple('A', 7)));
    frame();
    expect(store.get('A')).toMatchObject({ quote: { seq: 7 }, confirmed: true });
  });

  it('displays the state of an added symbol and keeps the others confirmed', () => {
    const { store, notified } = setUp();
    store.begin([batch(1, tuple('A', 4))]);
    store.join([batch(1, tuple('B', 7))]);
    expect(store.get('A')?.confirmed).toBe(true);
    expect(store.get('B')).toMatchObject({ quote: { seq: 7 }, confirmed: true });
    expect(notified).toEqual(['A', 'B']);
  });

  it('forgets an unsubscribed symbol, including its buffered quotes', () => {
    const { store, notified, frame } = setUp();
    store.begin([batch(1, tuple('A', 4))]);
    store.apply(batch(1, tuple('A', 5)));
    store.forget(['A', 'B']);
    frame();
    expect(store.get('A')).toBeUndefined();
    expect(notified).toEqual(['A', 'A']);
  });

  it('forgets a removed listener', () => {
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
