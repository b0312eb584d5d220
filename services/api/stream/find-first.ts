import type { StoredQuote } from '@quotebridge/quote-reader';

/** The first quote of a symbol from a number of the stream on; `null` when there is none. */
export type Probe = (streamSeq: number) => Promise<StoredQuote | null>;

/** A symbol's quotes from one to another, both included. */
export interface Stretch {
  readonly oldest: StoredQuote;
  readonly newest: StoredQuote;
}

/** The search key. It must not fall within the range; a strict one grows with every quote. */
export interface Key {
  readonly of: (stored: StoredQuote) => number;
  readonly isStrict: boolean;
}

export const bySeq: Key = { of: ({ quote }) => quote.seq, isStrict: true };
export const byEpoch: Key = { of: ({ quote }) => quote.epoch, isStrict: false };
/** Within one epoch: a feed that starts after the clock was set back publishes earlier times than the one before. */
export const byPublished: Key = { of: ({ quote }) => quote.published, isStrict: false };

/**
 * The first quote of a symbol whose key is at least `target`, among those from `oldest` to `newest`; `null` when there is none.
 *
 * The stream has no index by a quote's own number or time, so it searches: interpolation, which is fast when quotes are
 * evenly spaced, alternates with bisection, which bounds the number of probes by twice the logarithm of the stream.
 */
export async function findFirst(
  probe: Probe,
  { oldest, newest }: Stretch,
  target: number,
  key: Key,
): Promise<StoredQuote | null> {
  if (key.of(newest) < target) return null;
  if (key.of(oldest) >= target) return oldest;
  let below = oldest;
  let found = newest;
  // The target is after `below` and not after `ceiling`, or it is `found`.
  let ceiling = newest.streamSeq - 1;
  for (let step = 0; below.streamSeq < ceiling; step += 1) {
    const floor = below.streamSeq + 1;
    const middle = step % 2 === 0 ? proportional(below, found, target, key) : Math.floor((floor + ceiling) / 2);
    const at = Math.min(Math.max(middle, floor), ceiling);
    const next = await probe(at);
    if (next === null || next.streamSeq >= found.streamSeq) {
      ceiling = at - 1;
    } else if (key.of(next) >= target) {
      found = next;
      if (key.isStrict && key.of(next) === target) return found;
      ceiling = at - 1;
    } else {
      below = next;
    }
  }
  return found;
}

function proportional(below: StoredQuote, above: StoredQuote, target: number, key: Key): number {
  const share = (target - key.of(below)) / (key.of(above) - key.of(below));
  return below.streamSeq + Math.floor(share * (above.streamSeq - below.streamSeq));
}
