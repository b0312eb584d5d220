import type { GatewayTrace, Quote } from '@quotebridge/contracts/wire';

/** The known timestamps of one quote's journey, in milliseconds since the Unix epoch. */
export interface Traced {
  readonly quote: Quote;
  /** When the on-prem stream stored it; `null` when the API does not report it. */
  readonly stored: number | null;
  readonly streamSeq: number | null;
  readonly gateway: GatewayTrace;
  /** By the gateway's clock. */
  readonly receivedAt: number;
  readonly shownAt: number;
  /** Lag of this site's mirror in messages, and round-trip time of the link in milliseconds. */
  readonly lag: number | null;
  readonly rtt: number | null;
  /** Maximum time that a quote waits in the gateway, in milliseconds. */
  readonly flushEvery: number | null;
  readonly isMirror: boolean;
}

export interface Step {
  readonly name: string;
  /** `null` when the time was not measured. */
  readonly at: number | null;
  /** Milliseconds since the preceding step; `null` unless both have a time. */
  readonly took: number | null;
  readonly note: string;
}

/** The steps of a quote from its source to the screen. A step that was not measured has no time. */
export function journeyOf(traced: Traced): readonly Step[] {
  const { quote, stored, streamSeq, gateway, receivedAt, shownAt, isMirror } = traced;
  const took = (at: number | null, since: number | null) => (at === null || since === null ? null : at - since);
  const { received, streamed, sent } = gateway;
  // Received before the stream delivered it: through the core subscription.
  const isCore = streamed === null || received < streamed;
  return [
    { name: 'Source', at: quote.time, took: null, note: 'created the quote' },
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
      note: streamSeq === null ? 'not known yet' : `stored it as message ${streamSeq}`,
    },
    ...(isMirror
      ? [{ name: 'Mirror, cloud', at: streamed, took: took(streamed, stored), note: mirrorNote(traced) }]
      : []),
    {
      name: 'Gateway',
      at: received,
      took: took(received, isCore ? quote.published : stored),
      note: isCore ? 'received it live, before the stream' : 'received it from the stream',
    },
    { name: 'Gateway', at: sent, took: took(sent, received), note: flushNote(traced) },
    { name: 'This browser', at: receivedAt, took: took(receivedAt, sent), note: 'received it' },
    { name: 'Screen', at: shownAt, took: took(shownAt, receivedAt), note: 'showed it' },
  ];
}

function mirrorNote({ lag, rtt }: Traced): string {
  const lagging = lag === null ? 'copied it' : `copied it; lag now ${lag} messages`;
  return rtt === null ? lagging : `${lagging}, link RTT ${rtt.toFixed(1)} ms`;
}

function flushNote({ flushEvery }: Traced): string {
  return flushEvery === null ? 'sent it' : `sent it; flush interval ${flushEvery.toFixed(0)} ms`;
}
