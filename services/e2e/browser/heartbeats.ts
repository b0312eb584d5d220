import { decodeHeartbeat, HEARTBEAT_SUBJECT } from '@quotebridge/contracts/wire';
import type { NatsConnection } from '@quotebridge/service-kit';

/** A heartbeat of the feed and when it was here, in milliseconds since the Unix epoch. */
export interface Heard {
  readonly time: number;
  readonly at: number;
}

/** Writes down the feed's heartbeats as a broker hands them on. The connection is its caller's. */
export function witnessHeartbeats(nc: NatsConnection): readonly Heard[] {
  const heard: Heard[] = [];
  nc.subscribe(HEARTBEAT_SUBJECT, {
    callback: (error, message) => {
      if (error) throw error;
      heard.push({ time: decodeHeartbeat(message.string()).time, at: Date.now() });
    },
  });
  return heard;
}

/** How old the newest heartbeat became at most between two times, in milliseconds; `Infinity` where there was none before. */
export function oldestBetween(heard: readonly Heard[], from: number, to: number): number {
  const ends = [...heard.map(({ at }) => at).filter((at) => at > from && at <= to), to];
  const newestBefore = (end: number) => Math.max(...heard.filter(({ at }) => at < end).map(({ time }) => time));
  return Math.max(...ends.map((end) => end - newestBefore(end)));
}
