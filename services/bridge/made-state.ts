import type { StreamInfo } from '@nats-io/jetstream';
import type { MadePlan } from './made-plan.ts';
import { SILENT_MS } from './status.ts';

/** The state of a stream that a bridge makes of others. */
export interface MadeState {
  readonly stream: string;
  readonly declared: boolean;
  readonly lastSeq: number;
  /** When its last message was stored, in milliseconds since the Unix epoch; `null` without messages. */
  readonly newest: number | null;
  readonly bytes: number;
  /** Messages of its sources that it does not hold yet; `null` while a source is silent. */
  readonly lag: number | null;
  /** Whether it receives from every source. */
  readonly isReceiving: boolean;
  readonly lastError: string | null;
}

/** Describes a made stream. `info`: `null` when it could not be reached or created, with the `error`. Pure. */
export function describeMade({ stream, made }: MadePlan, info: StreamInfo | null, error: string | null): MadeState {
  if (info === null) {
    return {
      stream: stream.name,
      declared: false,
      lastSeq: 0,
      newest: null,
      bytes: 0,
      lag: null,
      isReceiving: false,
      lastError: error,
    };
  }
  const sources = info.sources ?? [];
  // The consumer that delivers a source sends a heartbeat every second. The server reports -1 before the first message.
  const silent = sources.filter(({ active }) => active < 0 || active / 1e6 > SILENT_MS);
  const isReceiving = silent.length === 0 && sources.length === made.sources.length;
  const failed = sources.find((source) => source.error !== undefined);
  return {
    stream: stream.name,
    declared: true,
    lastSeq: info.state.last_seq,
    newest: info.state.messages === 0 ? null : Date.parse(info.state.last_ts),
    bytes: info.state.bytes,
    lag: isReceiving ? sources.reduce((sum, { lag }) => sum + lag, 0) : null,
    isReceiving,
    lastError:
      failed?.error?.description !== undefined
        ? `${failed.name}: ${failed.error.description}`
        : silent.length > 0
          ? `nothing is received from ${silent.map(({ name }) => name).join(', ')}`
          : null,
  };
}
