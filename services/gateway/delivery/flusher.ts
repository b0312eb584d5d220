import type { FlushTotals } from './conflator.ts';
import { FlushClock } from './flush-clock.ts';
import type { FlushLimits } from './flush-clock.ts';

/** A part of delivery that sends to its clients when it is called. */
interface Flushable {
  readonly hasBehind: boolean;
  flush(now: number): FlushTotals;
  retry(now: number): FlushTotals;
}

export interface FlusherOptions {
  readonly parts: readonly Flushable[];
  readonly limits: FlushLimits;
  /** Called with what each part sent, in a flush or a retry. */
  readonly onSent: (totals: FlushTotals) => void;
  /** Called with how long each flush took, in seconds. */
  readonly onFlush: (seconds: number) => void;
}

export interface Flusher extends Disposable {
  /** The present time between two flushes, in milliseconds. */
  readonly intervalMs: number;
  /** Something has changed: schedules a flush. */
  changed(): void;
}

/** The least time between two retries for clients that are behind, in milliseconds. */
const MIN_RETRY_MS = 10;

/** Runs flushes when the clock says so. Clients that are behind are retried on a timer of their own, so that others never wait for them. */
export function createFlusher({ parts, limits, onSent, onFlush }: FlusherOptions): Flusher {
  const clock = new FlushClock(limits);
  let due: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  /** The time that retries have taken since the last flush, in milliseconds. */
  let retriesMs = 0;

  /** Makes all parts send. `onDone` is called with the time that it took, in milliseconds. */
  const send = (act: (part: Flushable, now: number) => FlushTotals, onDone: (ms: number) => void) => {
    const started = performance.now();
    for (const part of parts) onSent(act(part, started));
    // Runs after the sockets' callbacks, which are part of the cost.
    process.nextTick(() => onDone(performance.now() - started));
    if (parts.some((part) => part.hasBehind))
      retryTimer ??= setTimeout(retry, Math.max(MIN_RETRY_MS, clock.intervalMs));
  };
  const flush = () => {
    clock.flushed(performance.now());
    send(
      (part, now) => part.flush(now),
      (ms) => {
        clock.cost(ms + retriesMs);
        retriesMs = 0;
        onFlush(ms / 1_000);
      },
    );
  };
  const retry = () => {
    retryTimer = undefined;
    send(
      (part, now) => part.retry(now),
      (ms) => {
        retriesMs += ms;
      },
    );
  };
  return {
    get intervalMs() {
      return clock.intervalMs;
    },
    changed() {
      const wait = clock.changed(performance.now());
      if (wait === null) return;
      due = wait === 0 ? setImmediate(flush) : setTimeout(flush, Math.ceil(wait));
    },
    [Symbol.dispose]() {
      clearTimeout(due as NodeJS.Timeout);
      clearImmediate(due as NodeJS.Immediate);
      clearTimeout(retryTimer);
    },
  };
}
