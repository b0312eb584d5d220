import {
  encodeHeartbeat,
  encodeQuote,
  HEARTBEAT_EVERY_MS,
  HEARTBEAT_SUBJECT,
  QUOTES_STREAM,
  quoteSubject,
} from '@quotebridge/contracts/wire';
import type { Clock, Logger, NatsConnection } from '@quotebridge/service-kit';
import type { Heartbeat } from '@quotebridge/contracts/wire';
import type { Claim } from './claim.ts';
import { Pacer } from './pacer.ts';
import { FencedError, Publisher } from './publisher.ts';
import { ScheduleClock } from './schedule-clock.ts';
import { SOURCE_ENDED, type MarketSource } from './sources/source.ts';

/** How long the last quotes may take to be stored when the feed stops, in milliseconds. */
const DRAIN_MS = 3_000;

export interface LeaderOptions {
  readonly nc: NatsConnection;
  readonly inboxPrefix: string;
  readonly source: MarketSource;
  readonly claim: Claim;
  readonly maxPending: number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Called when publishing starts, for the metrics. */
  readonly onPublisher: (publisher: Publisher) => void;
  /** Called for each quote. */
  readonly onQuote: () => void;
  readonly clock?: Clock;
}

/**
 * Publishes the source's quotes, and a heartbeat a second, until the signal is aborted (`stopped`), the source ends
 * (`ended`), or another feed takes over (`fenced`).
 */
export async function publishAsLeader(options: LeaderOptions): Promise<'stopped' | 'ended' | 'fenced'> {
  const { nc, source, claim, log } = options;
  const { numbering } = claim;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  await using publisher = new Publisher({
    nc,
    inboxPrefix: options.inboxPrefix,
    stream: QUOTES_STREAM,
    lastSeq: claim.lastSeq,
    maxPending: options.maxPending,
    log,
    onFatal: (error) => over.abort(error),
  });
  options.onPublisher(publisher);

  const clock = new ScheduleClock(options.clock);
  const pacer = new Pacer({
    onQuote: (quote, scheduled) => {
      const numbered = numbering.number(quote, clock.wallTime(scheduled));
      publisher.publish({
        subject: quoteSubject(numbered.symbol),
        payload: encodeQuote(numbered),
      });
      options.onQuote();
    },
    room: () => publisher.room(),
    onGiveUp: (behindMs) => log.error({ behindMs }, 'too far behind the schedule: restarting it from now'),
    signal,
    now: () => clock.now(),
  });
  const beats = setInterval(() => {
    const step = clock.follow();
    if (step !== 0) log.warn({ stepMs: Math.round(step) }, 'the clock was set');
    publishHeartbeat(publisher, claim, {
      time: clock.wallTime(pacer.upTo),
      sent: clock.wallTime(clock.now()),
    });
  }, HEARTBEAT_EVERY_MS);
  try {
    await pacer.run(source.quotes(signal));
  } catch (error) {
    // The quotes before the error are valid.
    await publisher.drained(DRAIN_MS);
    throw error;
  } finally {
    clearInterval(beats);
  }
  // The last quotes must be stored, however long the brokers are unavailable.
  while (!signal.aborted) {
    if (!(await publisher.drained(DRAIN_MS))) continue;
    log.info(SOURCE_ENDED);
    return 'ended';
  }
  if (over.signal.aborted) {
    const reason: unknown = over.signal.reason;
    if (!(reason instanceof FencedError)) throw reason;
    log.warn({ reason: reason.message, dropped: publisher.pending }, 'fenced off');
    return 'fenced';
  }
  if (!(await publisher.drained(DRAIN_MS))) log.error({ pending: publisher.pending }, 'stopped with quotes not stored');
  return 'stopped';
}

/** A feed that is behind its schedule shows it: the heartbeat is as old as the quotes that should have been published by now. */
function publishHeartbeat(
  publisher: Publisher,
  { numbering }: Claim,
  at: Required<Pick<Heartbeat, 'time' | 'sent'>>,
): void {
  const heartbeat = numbering.heartbeat(at);
  publisher.publish({
    subject: HEARTBEAT_SUBJECT,
    payload: encodeHeartbeat(heartbeat),
  });
}
