import { isObject, isPrice, isSafeCount, isSize, isSymbol, isTime, WireError } from './check.ts';

/** The best bid and ask of one instrument at a time, as the feed publishes it on `quotes.<symbol>`. */
export interface Quote {
  /** The instrument's identifier; one subject token. */
  readonly symbol: string;
  /** Per-symbol number. Starts at 1 and grows by exactly 1, across restarts and fail-over of the feed too. */
  readonly seq: number;
  /** The feed's incarnation: later feeds have greater epochs. Milliseconds since the Unix epoch at its start. */
  readonly epoch: number;
  /** When the source made the quote, in milliseconds since the Unix epoch. */
  readonly time: number;
  /** When the feed's schedule meant to publish it (an open loop, so a stall shows), in milliseconds since the Unix epoch. */
  readonly published: number;
  /** Decimal strings: exact, and opaque to everything but the screen. */
  readonly bid: string;
  readonly bidSize: number;
  readonly ask: string;
  readonly askSize: number;
  /** Price of the last trade. */
  readonly last: string;
}

export function encodeQuote(quote: Quote): string {
  return JSON.stringify(quote);
}

/** Reads a quote's JSON. Throws `WireError`, naming the field and what is allowed. Unknown fields are left out. */
export function decodeQuote(json: string): Quote {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new WireError('quote', 'is not JSON', { cause });
  }
  return checkQuote(value);
}

export function checkQuote(value: unknown): Quote {
  if (!isObject(value)) throw new WireError('quote', 'must be an object');
  const { symbol, seq, epoch, time, published, bid, bidSize, ask, askSize, last } = value;
  if (!isSymbol(symbol)) throw new WireError('quote.symbol', 'must be 1 to 32 of A-Z a-z 0-9 _ -');
  if (!isSafeCount(seq) || seq < 1) throw new WireError('quote.seq', 'must be an integer from 1');
  if (!isSafeCount(epoch)) throw new WireError('quote.epoch', 'must be an integer from 0');
  if (!isTime(time)) throw new WireError('quote.time', 'must be milliseconds since the Unix epoch');
  if (!isTime(published)) throw new WireError('quote.published', 'must be milliseconds since the Unix epoch');
  if (!isPrice(bid)) throw new WireError('quote.bid', 'must be a decimal string');
  if (!isSize(bidSize)) throw new WireError('quote.bidSize', 'must be a number from 0');
  if (!isPrice(ask)) throw new WireError('quote.ask', 'must be a decimal string');
  if (!isSize(askSize)) throw new WireError('quote.askSize', 'must be a number from 0');
  if (!isPrice(last)) throw new WireError('quote.last', 'must be a decimal string');
  return { symbol, seq, epoch, time, published, bid, bidSize, ask, askSize, last };
}
