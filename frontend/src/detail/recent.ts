import type { Quote } from '@quotebridge/contracts/wire';

/** A quote as this board received it. */
export interface ReceivedQuote {
  readonly quote: Quote;
  /** How many quotes the gateway conflated into it; `null` for one from the stored history. */
  readonly conflated: number | null;
  /** When it arrived, by the gateway's clock; `null` for one from a snapshot or the history. */
  readonly at: number | null;
}

export const RECENT = 12;

/** The latest quotes with one more, newest first. A snapshot may contain quotes that are already there. */
export function withQuote(recent: readonly ReceivedQuote[], received: ReceivedQuote): readonly ReceivedQuote[] {
  const { epoch, seq } = received.quote;
  if (recent.some(({ quote }) => quote.epoch === epoch && quote.seq === seq)) return recent;
  return [received, ...recent]
    .toSorted((a, b) => b.quote.epoch - a.quote.epoch || b.quote.seq - a.quote.seq)
    .slice(0, RECENT);
}
