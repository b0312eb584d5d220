import type { Quote } from './wire/index.ts';

/** A quote whose prices follow from its number. */
export function makeQuote(symbol: string, seq: number, epoch = 1): Quote {
  const now = Date.now();
  const bid = 100 + (seq % 100) / 100;
  return {
    symbol,
    seq,
    epoch,
    time: now,
    published: now,
    bid: bid.toFixed(2),
    bidSize: 100,
    ask: (bid + 0.01).toFixed(2),
    askSize: 200,
    last: bid.toFixed(2),
  };
}
