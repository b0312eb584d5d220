import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/runtime';
import { byPublished, bySeq, findFirst } from '../stream/find-first.ts';
import type { Key } from '../stream/find-first.ts';
import { nextQuote } from '../stream/next-quote.ts';
import type { StreamReads } from '../stream/reads.ts';

const WAIT_MS = 50;
const MAX_WAITS = 20;

export interface PageRequest {
  readonly symbol: string;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Bounds of `published`, in milliseconds since the Unix epoch: from inclusive, to exclusive. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Bounds of the symbol's own `seq`, inclusive. */
  readonly fromSeq: number | undefined;
  readonly toSeq: number | undefined;
}

export interface Page {
  readonly quotes: readonly StoredQuote[];
  /** The `seq` at which the next page begins, in the page's direction; `null` when there is none. */
  readonly next: number | null;
}

/**
 * A page of a symbol's quotes, straight from the stream. `newest` is the last one that counts. The page's first `seq` is
 * found by a search, as numbers grow by 1; the rest is one read. Throws `StreamReadError`.
 */
export async function readPage(
  reads: Pick<StreamReads, 'batch'>,
  newest: StoredQuote,
  { symbol, order, limit, from, to, fromSeq = 1, toSeq }: PageRequest,
): Promise<Page> {
  const probe = (streamSeq: number) => nextQuote(reads, symbol, streamSeq);
  const find = (target: number, key: Key) => findFirst(probe, newest, target, key);

  const first = from === undefined ? fromSeq : ((await find(from, byPublished))?.quote.seq ?? Number.POSITIVE_INFINITY);
  const after = to === undefined ? null : await find(to, byPublished);
  const last = after === null ? newest.quote.seq : after.quote.seq - 1;
  const low = Math.max(first, fromSeq);
  const high = Math.min(last, toSeq ?? last, newest.quote.seq);
  if (low > high) return { quotes: [], next: null };

  const start = await find(order === 'asc' ? low : Math.max(low, high - limit + 1), bySeq);
  if (start === null || start.quote.seq > high) return { quotes: [], next: null };
  const quotes = await readFrom(reads, start, Math.min(limit, high - start.quote.seq + 1), high);
  if (order === 'asc') {
    const end = quotes.at(-1)?.quote.seq ?? start.quote.seq - 1;
    return { quotes, next: end < high ? end + 1 : null };
  }
  const begin = start.quote.seq;
  const more = begin > low && (await probe(1))?.quote.seq !== begin;
  return { quotes: quotes.toReversed(), next: more ? begin - 1 : null };
}

/** That many quotes from the first one on, up to a `seq`. Where a replica that is behind answers, it is asked again. */
async function readFrom(
  reads: Pick<StreamReads, 'batch'>,
  first: StoredQuote,
  count: number,
  high: number,
): Promise<StoredQuote[]> {
  const quotes: StoredQuote[] = [];
  let streamSeq = first.streamSeq;
  for (let waits = 0; waits < MAX_WAITS;) {
    const { quotes: read, through } = await reads.batch(first.quote.symbol, { streamSeq }, count - quotes.length);
    quotes.push(...read.filter(({ quote }) => quote.seq <= high));
    if (quotes.length >= count || (read.at(-1)?.quote.seq ?? 0) >= high) break;
    if (through === null) {
      waits += 1;
      await delay(WAIT_MS);
    } else {
      streamSeq = through + 1;
    }
  }
  return quotes;
}
