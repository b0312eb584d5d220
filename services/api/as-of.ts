import type { StoredQuote, StreamPlace } from '@quotebridge/quote-reader';
import type { ApiDeps } from './deps.ts';
import { notReady, ProblemError } from './problems.ts';
import type { Bound, StreamReads } from './stream/reads.ts';

/**
 * Whether this site has read the stream up to a bound, so that the answer for it is final; false when the bound is in the future, which
 * the newest quotes answer. In between, when the mirror is behind, this site cannot know: throws a problem that asks for a
 * retry.
 */
export function isSettled({ quotes, now }: Pick<ApiDeps, 'quotes' | 'now'>, bound: Bound): boolean {
  const { through, freshness } = quotes;
  if (through !== null && offset(through, bound) >= 0) return true;
  const isYetToCome = 'stored' in bound ? bound.stored > now() : freshness.complete;
  if (isYetToCome) return false;
  const at = through === null ? 'nothing was read yet' : `it is at ${placeText(through)}`;
  throw notReady(`this site's stream to reach that point: ${at}`);
}

/**
 * The last quotes of the symbols up to a settled bound, in the order of the symbols. Throws a problem when the stream no longer
 * keeps that range, and `StreamReadError`.
 */
export async function quotesAsOf(
  { reads, latest }: Pick<ApiDeps, 'reads' | 'latest'>,
  symbols: readonly string[],
  bound: Bound,
): Promise<readonly StoredQuote[]> {
  await checkKept(reads, bound);
  const bySymbol = new Map<string, StoredQuote>();
  for (const symbol of symbols) {
    const newest = latest.bySymbol.get(symbol);
    // A lagging replica does not have it yet.
    if (newest !== undefined && offset(newest, bound) < 0) bySymbol.set(symbol, newest);
  }
  const older = symbols.filter((symbol) => !bySymbol.has(symbol));
  for (const stored of await reads.lastOf(older, bound)) bySymbol.set(stored.quote.symbol, stored);
  return symbols.flatMap((symbol) => bySymbol.get(symbol) ?? []);
}

async function checkKept(reads: StreamReads, bound: Bound): Promise<void> {
  const first = await reads.messageAt(1);
  if (first === null || offset(first, bound) <= 0) return;
  throw new ProblemError(404, 'Not kept', `the stream does not reach back that far: it begins at ${placeText(first)}`);
}

/** How far a message is beyond the bound, by its number or its time. */
function offset(place: StreamPlace, bound: Bound): number {
  return 'streamSeq' in bound ? place.streamSeq - bound.streamSeq : place.stored - bound.stored;
}

function placeText({ streamSeq, stored }: StreamPlace): string {
  return `seq:${streamSeq}, stored at ${new Date(stored).toISOString()}`;
}
