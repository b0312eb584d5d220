import type { Quote } from '@quotebridge/contracts/wire';

/** What is known of one quote's way here. Times in milliseconds since the Unix epoch. */
export interface Traced {
  readonly quote: Quote;
  /** When the on-prem stream stored it; `null` when the API does not tell. */
  readonly stored: number | null;
  readonly streamSeq: number | null;
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
  /** `null` where nobody notes a time for each quote. */
  readonly at: number | null;
  /** Milliseconds since the last step with a time. */
  readonly took: number | null;
  readonly note: string;
}

/** The quote's way from the source to the screen. It was as it says: what is not measured has no time. */
export function journeyOf(traced: Traced): readonly Step[] {
  const { quote, stored, streamSeq, heardAt, shownAt, lag, rtt, flushEvery, isMirror } = traced;
  const steps: readonly Omit<Step, 'took'>[] = [
    { name: 'Source', at: quote.time, note: 'made the quote' },
    { name: 'Feed', at: quote.published, note: `published it as seq ${quote.seq}` },
    {
      name: 'Stream, on-prem',
      at: stored,
      note: streamSeq === null ? 'has not told of it yet' : `stored it as number ${streamSeq}`,
    },
    ...(isMirror ? [{ name: 'Mirror, cloud', at: null, note: mirrorNote(lag, rtt) }] : []),
    {
      name: 'Gateway',
      at: null,
      note: flushEvery === null ? 'sent it on' : `lets a quote wait ${flushEvery.toFixed(0)} ms at most`,
    },
    { name: 'This browser', at: heardAt, note: 'heard it' },
    { name: 'Screen', at: shownAt, note: 'showed it' },
  ];
  let before: number | null = null;
  return steps.map((step) => {
    const took = step.at === null || before === null ? null : step.at - before;
    before = step.at ?? before;
    return { ...step, took };
  });
}

function mirrorNote(lag: number | null, rtt: number | null): string {
  const behind = lag === null ? 'copied it' : `copied it; ${lag} messages behind now`;
  return rtt === null ? behind : `${behind}, the link's round trip is ${rtt.toFixed(1)} ms`;
}
