import { isObject, isPrice, isSafeCount, isSize, isSymbol, isTime, WireError } from './check.ts';
import type { Quote } from './quote.ts';

/** What a client may leave out of its updates, in the order in which it comes. */
export const QUOTE_FIELDS = ['lag', 'bid', 'bidSize', 'ask', 'askSize', 'last'] as const;
export type QuoteField = (typeof QUOTE_FIELDS)[number];

/**
 * A quote with some of its fields: symbol, seq and published as ever, then those fields in the order of `QUOTE_FIELDS`, and
 * `folded` last.
 */
export type FieldTuple = readonly [
  symbol: string,
  seq: number,
  published: number,
  ...fieldsThenFolded: readonly (string | number)[],
];

/** Tuples of one epoch, for a client that asked for `fields`. */
export interface FieldBatch {
  readonly epoch: number;
  readonly quotes: readonly FieldTuple[];
}

/** What is known of a quote from a tuple of some fields. */
export type PartialQuote = Pick<Quote, 'symbol' | 'seq' | 'epoch' | 'published'> &
  Partial<Pick<Quote, 'time' | 'bid' | 'bidSize' | 'ask' | 'askSize' | 'last'>> & { readonly folded: number };

/** The fields that were asked for in the order of `QUOTE_FIELDS`, each once. */
export function inOrder(fields: readonly QuoteField[]): readonly QuoteField[] {
  return QUOTE_FIELDS.filter((field) => fields.includes(field));
}

/** A tuple's JSON up to `folded`, with some fields. `fields` must be in order. */
export function encodeFieldsHead(quote: Quote, fields: readonly QuoteField[]): string {
  const values = fields.map((field) => JSON.stringify(field === 'lag' ? quote.published - quote.time : quote[field]));
  return `["${quote.symbol}",${[quote.seq, quote.published, ...values].join(',')},`;
}

/** Reads a batch of tuples with the fields that were asked for, in order. Throws `WireError`. */
export function readFields(value: unknown, fields: readonly QuoteField[]): readonly PartialQuote[] {
  if (!isObject(value)) throw new WireError('batch', 'must be an object');
  const { epoch, quotes } = value;
  if (!isSafeCount(epoch)) throw new WireError('batch.epoch', 'must be an integer from 0');
  if (!Array.isArray(quotes)) throw new WireError('batch.quotes', 'must be an array');
  return quotes.map((tuple: unknown, index) => readTuple(tuple, index, epoch, fields));
}

const VALID: Readonly<Record<QuoteField, (value: unknown) => boolean>> = {
  lag: Number.isFinite,
  bid: isPrice,
  bidSize: isSize,
  ask: isPrice,
  askSize: isSize,
  last: isPrice,
};

function readTuple(tuple: unknown, index: number, epoch: number, fields: readonly QuoteField[]): PartialQuote {
  const path = `batch.quotes[${index}]`;
  const length = fields.length + 4;
  if (!Array.isArray(tuple) || tuple.length !== length) throw new WireError(path, `must be an array of ${length}`);
  const [symbol, seq, published, ...rest] = tuple as unknown[];
  const folded = rest.pop();
  const rule = `must be symbol, seq, published, ${[...fields, 'folded'].join(', ')}`;
  if (!isSymbol(symbol) || !isSafeCount(seq) || !isTime(published) || !isSafeCount(folded))
    throw new WireError(path, rule);
  const known: Record<string, unknown> = { symbol, seq, epoch, published, folded };
  for (const [at, field] of fields.entries()) {
    const value = rest[at];
    if (!VALID[field](value)) throw new WireError(path, rule);
    if (field === 'lag') known['time'] = published - (value as number);
    else known[field] = value;
  }
  return known as unknown as PartialQuote;
}
