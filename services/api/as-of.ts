import type { StoredQuote } from '@quotebridge/runtime';
import { ProblemError } from './problems.ts';
import type { Bound, StreamReads } from './stream/reads.ts';

/**
 * The last quotes of the symbols up to a bound, in the order of the symbols. Throws a problem when the stream no longer
 * reaches back to it, and `StreamReadError`.
 */
export async function quotesAsOf(
  reads: StreamReads,
  symbols: readonly string[],
  bound: Bound,
): Promise<readonly StoredQuote[]> {
  await checkKept(reads, bound);
  const found = await reads.lastOf(symbols, await withinStream(reads, bound));
  const bySymbol = new Map(found.map((stored) => [stored.quote.symbol, stored]));
  return symbols.flatMap((symbol) => bySymbol.get(symbol) ?? []);
}

/** The server has no answer to a number beyond the stream's end; a time may be as late as one likes. */
async function withinStream(reads: StreamReads, bound: Bound): Promise<Bound> {
  const isBeyond = 'streamSeq' in bound && (await reads.messageAt(bound.streamSeq)) === null;
  return isBeyond ? { stored: Number.POSITIVE_INFINITY } : bound;
}

async function checkKept(reads: StreamReads, bound: Bound): Promise<void> {
  const first = await reads.messageAt(1);
  if (first === null) return;
  const isKept = 'streamSeq' in bound ? bound.streamSeq >= first.streamSeq : bound.stored >= first.stored;
  if (isKept) return;
  const since = `seq:${first.streamSeq}, stored at ${new Date(first.stored).toISOString()}`;
  throw new ProblemError(404, 'Not kept', `the stream does not reach back to then: it begins at ${since}`);
}
