import type { StoredQuote } from '@quotebridge/quote-reader';
import type { StreamReads } from './reads.ts';

/** The first quote of a symbol from a number of the stream on, skipping other messages; `null` when there is none. */
export async function nextQuote(
  reads: Pick<StreamReads, 'batch'>,
  symbol: string,
  streamSeq: number,
): Promise<StoredQuote | null> {
  for (let from = streamSeq; ;) {
    const { quotes, through } = await reads.batch(symbol, { streamSeq: from }, 1);
    if (quotes[0] !== undefined) return quotes[0];
    if (through === null) return null;
    from = through + 1;
  }
}
