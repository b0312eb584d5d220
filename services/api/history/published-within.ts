import type { StoredQuote } from '@quotebridge/quote-reader';
import { byEpoch, byPublished, findFirst } from '../stream/find-first.ts';
import type { Probe, Stretch } from '../stream/find-first.ts';

/** Numbers of a symbol's quotes, both included. */
export interface SeqRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The quotes of a stretch that were published from `from` (inclusive) to `to` (exclusive), in milliseconds since the Unix epoch, as
 * ranges of their numbers, in order. There can be several: within an epoch `published` does not fall, from one epoch to the next it does
 * when the feed's clock was set back in between. `lastBefore` reads the symbol's last quote before a number of the stream.
 */
export async function publishedWithin(
  probe: Probe,
  lastBefore: (streamSeq: number) => Promise<StoredQuote | null>,
  all: Stretch,
  from: number | undefined,
  to: number | undefined,
): Promise<SeqRange[]> {
  if (from === undefined && to === undefined) return [{ low: all.oldest.quote.seq, high: all.newest.quote.seq }];
  const ranges: SeqRange[] = [];
  for await (const epoch of epochsOf(probe, lastBefore, all)) {
    const first = from === undefined ? epoch.oldest : await findFirst(probe, epoch, from, byPublished);
    const after = to === undefined ? null : await findFirst(probe, epoch, to, byPublished);
    const low = first?.quote.seq ?? Number.POSITIVE_INFINITY;
    const high = after === null ? epoch.newest.quote.seq : after.quote.seq - 1;
    if (low <= high) ranges.push({ low, high });
  }
  return ranges;
}

/** The stretch of each epoch, in order. */
async function* epochsOf(
  probe: Probe,
  lastBefore: (streamSeq: number) => Promise<StoredQuote | null>,
  { oldest, newest }: Stretch,
): AsyncGenerator<Stretch> {
  for (let begin = oldest; ;) {
    const rest = { oldest: begin, newest };
    const next = await findFirst(probe, rest, begin.quote.epoch + 1, byEpoch);
    if (next === null) {
      yield rest;
      return;
    }
    yield { oldest: begin, newest: (await lastBefore(next.streamSeq)) ?? begin };
    begin = next;
  }
}
