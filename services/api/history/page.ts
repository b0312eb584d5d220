import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/quote-reader';
import { bySeq, findFirst } from '../stream/find-first.ts';
import { nextQuote } from '../stream/next-quote.ts';
import type { StreamReads } from '../stream/reads.ts';
import { publishedWithin } from './published-within.ts';

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
 * A page of a symbol's quotes, straight from the stream. `newest` is the last one to include. A search finds where the page
 * begins, as numbers grow by 1; the rest is one read for each range of numbers within the bounds. Throws `StreamReadError`.
 */
export async function readPage(
  reads: Pick<StreamReads, 'batch' | 'lastOf'>,
  newest: StoredQuote,
  { symbol, order, limit, from, to, fromSeq = 1, toSeq }: PageRequest,
): Promise<Page> {
  const probe = (streamSeq: number) => nextQuote(reads, symbol, streamSeq);
  const oldest = await probe(1);
  if (oldest === null) return { quotes: [], next: null };
  const all = { oldest, newest };
  const lastBefore = async (streamSeq: number) =>
    (await reads.lastOf([symbol], { streamSeq: streamSeq - 1 }))[0] ?? null;
  const ranges = (await publishedWithin(probe, lastBefore, all, from, to)).flatMap(({ low, high }) => {
    const range = { low: Math.max(low, fromSeq), high: Math.min(high, toSeq ?? high) };
    return range.low <= range.high ? [range] : [];
  });
  if (order === 'desc') ranges.reverse();
  const quotes: StoredQuote[] = [];
  for (const { low, high } of ranges) {
    const room = limit - quotes.length;
    if (room === 0) return { quotes, next: order === 'asc' ? low : high };
    const first = order === 'asc' ? low : Math.max(low, high - room + 1);
    const start = await findFirst(probe, all, first, bySeq);
    if (start === null || start.quote.seq > high) continue;
    const read = await readFrom(reads, start, Math.min(room, high - start.quote.seq + 1), high);
    quotes.push(...(order === 'asc' ? read : read.toReversed()));
    const [begin, end] = [start.quote.seq, read.at(-1)?.quote.seq ?? start.quote.seq - 1];
    if (order === 'asc' && end < high) return { quotes, next: end + 1 };
    if (order === 'desc' && begin > low && begin !== oldest.quote.seq) return { quotes, next: begin - 1 };
  }
  return { quotes, next: null };
}

/** A number of quotes from the first one on, up to a `seq`. Repeats the read when a lagging replica answers. */
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
