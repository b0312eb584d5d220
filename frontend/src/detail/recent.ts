import type { Quote } from '@quotebridge/contracts/wire';

/** A quote as this board got it. */
export interface Heard {
  readonly quote: Quote;
  /** How many the gateway conflated into it; `null` for one that was read from the stream. */
  readonly conflated: number | null;
  /** When it came, by the gateway's clock; `null` for one that was there before. */
  readonly at: number | null;
}

export const RECENT = 12;

/** The latest quotes with one more, the newest first. A snapshot may repeat what is there. */
export function withHeard(recent: readonly Heard[], heard: Heard): readonly Heard[] {
  const { epoch, seq } = heard.quote;
  if (recent.some(({ quote }) => quote.epoch === epoch && quote.seq === seq)) return recent;
  return [heard, ...recent]
    .toSorted((a, b) => b.quote.epoch - a.quote.epoch || b.quote.seq - a.quote.seq)
    .slice(0, RECENT);
}
