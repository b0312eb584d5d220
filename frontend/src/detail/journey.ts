import type { GatewayTrace, Quote } from '@quotebridge/contracts/wire';

/** What is known of one quote's way here. Times in milliseconds since the Unix epoch. */
export interface Traced {
  readonly quote: Quote;
  /** When the on-prem stream stored it; `null` when the API does not say. */
  readonly stored: number | null;
  readonly streamSeq: number | null;
  readonly gateway: GatewayTrace;
  /** By the gateway's clock. */
  readonly heardAt: number;
  readonly shownAt: number;
  /** How far this site's copy of the stream is behind, in messages, and the link's round trip in milliseconds. */
  readonly lag: number | null;
  readonly rtt: number | null;
  /** How long a quote may wait in the gateway, in milliseconds. */
  readonly flushEvery: number | null;
  readonly isMirror: boolean;
}

export interface Step {
  readonly name: string;
  /** `null` where nobody has noted the time. */
  readonly at: number | null;
  /** Milliseconds since the step that it follows from, where both have a time. */
  readonly took: number | null;
  readonly note: string;
}

/** The quote's way from the source to the screen. It was as it says: what is not measured has no time. */
export function journeyOf(traced: Traced): readonly Step[] {
  const { quote, stored, streamSeq, gateway, heardAt, shownAt, isMirror } = traced;
  const took = (at: number | null, since: number | null) => (at === null || since === null ? null : at - since);
  const { received, streamed, sent } = gateway;
  // Sooner than its stream: it came by the core subscription, which the feed speaks to as well.
  const isCore = streamed === null || received < streamed;
  return [
    { name: 'Source', at: quote.time, took: null, note: 'made the quote' },
    {
      name: 'Feed',
      at: quote.published,
      took: took(quote.published, quote.time),
      note: `published it as seq ${quote.seq}`,
    },
    {
      name: 'Stream, on-prem',
      at: stored,
      took: took(stored, quote.published),
      note: streamSeq === null ? 'not known yet' : `stored it as number ${streamSeq}`,
    },
    ...(isMirror
      ? [{ name: 'Mirror, cloud', at: streamed, took: took(streamed, stored), note: mirrorNote(traced) }]
      : []),
    {
      name: 'Gateway',
      at: received,
      took: took(received, isCore ? quote.published : stored),
      note: isCore ? 'received it live, ahead of its stream' : 'received it from its stream',
    },
    { name: 'Gateway', at: sent, took: took(sent, received), note: flushNote(traced) },
    { name: 'This browser', at: heardAt, took: took(heardAt, sent), note: 'received it' },
    { name: 'Screen', at: shownAt, took: took(shownAt, heardAt), note: 'showed it' },
  ];
}

function mirrorNote({ lag, rtt }: Traced): string {
  const behind = lag === null ? 'copied it' : `copied it; ${lag} messages behind now`;
  return rtt === null ? behind : `${behind}, the link’s round trip is ${rtt.toFixed(1)} ms`;
}

function flushNote({ flushEvery }: Traced): string {
  return flushEvery === null ? 'sent it' : `sent it; a quote waits ${flushEvery.toFixed(0)} ms at most`;
}
