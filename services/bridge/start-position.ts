import { DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerConfig } from '@nats-io/jetstream';
import type { Start } from '@quotebridge/bridges';

/**
 * The fields of a new consumer that say where it begins, in a stream whose last message is `lastSeq`. For `now` it is the sequence number after that one, as the
 * server would not let a mirror resume from a consumer with deliver policy `new` (nats-server 2.15.3: "invalid reset: not allowed"). Pure.
 */
export function startFields(start: Start, lastSeq: number): Partial<ConsumerConfig> {
  if (start === undefined) return { deliver_policy: DeliverPolicy.All };
  if (start !== 'now' && 'time' in start) {
    return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: startTime(start.time) };
  }
  return {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start === 'now' ? lastSeq + 1 : start.sequence,
  };
}

/** A time as the server returns it: in UTC, without zeros at the end of the fraction. */
export function startTime(time: string): string {
  return new Date(time).toISOString().replace(/\.?0+Z$/, 'Z');
}
