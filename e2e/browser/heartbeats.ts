import { decodeHeartbeat, HEARTBEAT_SUBJECT } from '@quotebridge/contracts/wire';
import type { NatsConnection } from '@quotebridge/service-kit';

/** A heartbeat of the feed and when it arrived, in milliseconds since the Unix epoch. */
export interface ReceivedHeartbeat {
  readonly time: number;
  readonly at: number;
}

/** Records the feed's heartbeats as a broker delivers them. The caller closes the connection. */
export function recordHeartbeats(nc: NatsConnection): readonly ReceivedHeartbeat[] {
  const heartbeats: ReceivedHeartbeat[] = [];
  nc.subscribe(HEARTBEAT_SUBJECT, {
    callback: (error, message) => {
      if (error) throw error;
      heartbeats.push({ time: decodeHeartbeat(message.string()).time, at: Date.now() });
    },
  });
  return heartbeats;
}

/** How old the newest heartbeat became at most between two times, in milliseconds; `Infinity` where there was none before. */
export function oldestBetween(heartbeats: readonly ReceivedHeartbeat[], from: number, to: number): number {
  const ends = [...heartbeats.map(({ at }) => at).filter((at) => at > from && at <= to), to];
  const newestBefore = (end: number) => Math.max(...heartbeats.filter(({ at }) => at < end).map(({ time }) => time));
  return Math.max(...ends.map((end) => end - newestBefore(end)));
}
