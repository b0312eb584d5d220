import { isObject, isPrice, isSafeCount, isSize, isSymbol, isTime, WireError } from './check.ts';
import type { Quote } from './quote.ts';

/**
 * A quote as the gateway sends it: the fields in this order.
 *
 * `lag` is `published − time` in milliseconds. `conflated` is how many quotes of this symbol the gateway received and
 * replaced since the last tuple sent to this client, so that a client can verify conflation.
 */
export type QuoteTuple = readonly [
  symbol: string,
  seq: number,
  published: number,
  lag: number,
  bid: string,
  bidSize: number,
  ask: string,
  askSize: number,
  last: string,
  conflated: number,
];

/** Tuples of one epoch. The snapshot is the same, with `conflated` 0. */
export interface QuoteBatch {
  readonly epoch: number;
  readonly quotes: readonly QuoteTuple[];
}

/** A tuple's JSON up to `conflated`: encoded once for all clients, completed for each by `finishTuple`. */
export function encodeTupleHead(q: Quote): string {
  return `["${q.symbol}",${q.seq},${q.published},${q.published - q.time},"${q.bid}",${q.bidSize},"${q.ask}",${q.askSize},"${q.last}",`;
}

export function finishTuple(head: string, conflated: number): string {
  return `${head}${conflated}]`;
}

export function toTuple(q: Quote, conflated: number): QuoteTuple {
  return [q.symbol, q.seq, q.published, q.published - q.time, q.bid, q.bidSize, q.ask, q.askSize, q.last, conflated];
}

export function fromTuple(epoch: number, tuple: QuoteTuple): Quote {
  const [symbol, seq, published, lag, bid, bidSize, ask, askSize, last] = tuple;
  return { symbol, seq, epoch, time: published - lag, published, bid, bidSize, ask, askSize, last };
}

/** Validates a received batch. Throws `WireError`. */
export function checkBatch(value: unknown): QuoteBatch {
  if (!isObject(value)) throw new WireError('batch', 'must be an object');
  const { epoch, quotes } = value;
  if (!isSafeCount(epoch)) throw new WireError('batch.epoch', 'must be an integer from 0');
  if (!Array.isArray(quotes)) throw new WireError('batch.quotes', 'must be an array');
  return { epoch, quotes: quotes.map(checkTuple) };
}

function checkTuple(value: unknown, index: number): QuoteTuple {
  const path = `batch.quotes[${index}]`;
  if (!Array.isArray(value) || value.length !== 10) throw new WireError(path, 'must be an array of 10');
  const [symbol, seq, published, lag, bid, bidSize, ask, askSize, last, conflated] = value as unknown[];
  if (
    !isSymbol(symbol) ||
    !isSafeCount(seq) ||
    !isTime(published) ||
    typeof lag !== 'number' ||
    !isPrice(bid) ||
    !isSize(bidSize) ||
    !isPrice(ask) ||
    !isSize(askSize) ||
    !isPrice(last) ||
    !isSafeCount(conflated)
  ) {
    throw new WireError(path, 'must be symbol, seq, published, lag, bid, bidSize, ask, askSize, last, conflated');
  }
  return [symbol, seq, published, lag, bid, bidSize, ask, askSize, last, conflated];
}
