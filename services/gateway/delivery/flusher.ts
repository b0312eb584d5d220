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
  /** Called with what each part sent, in a flush or after it. */
  readonly onSent: (totals: FlushTotals) => void;
  /** Called with how long each flush took, in seconds. */
  readonly onFlush: (seconds: number) => void;
}

export interface Flusher extends Disposable {
  /** How far apart flushes are at present, in milliseconds. */
  readonly everyMs: number;
  /** There is something to flush. */
  changed(): void;
}

/** How often clients that are behind are tried again, in milliseconds: never at every flush when those follow closely. */
const MIN_RETRY_MS = 10;

/** Runs flushes by the clock. Clients that are behind are tried again on a timer of their own: others never wait for them. */
export function createFlusher({ parts, limits, onSent, onFlush }: FlusherOptions): Flusher {
  const clock = new FlushClock(limits);
  let due: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let retry: NodeJS.Timeout | undefined;

  /** What retries have taken since the last flush, in milliseconds. */
  let retriedMs = 0;

  /** Has all parts send. `onDone` is called with how long it took, in milliseconds. */
  const send = (act: (part: Flushable, now: number) => FlushTotals, onDone: (ms: number) => void) => {
    const started = performance.now();
    for (const part of parts) onSent(act(part, started));
    // What the sockets call back with comes before this, and belongs to the cost.
    process.nextTick(() => onDone(performance.now() - started));
    if (parts.some((part) => part.hasBehind)) retry ??= setTimeout(again, Math.max(MIN_RETRY_MS, clock.everyMs));
  };
  const flush = () => {
    clock.flushed(performance.now());
    send(
      (part, now) => part.flush(now),
      (ms) => {
        clock.cost(ms + retriedMs);
        retriedMs = 0;
        onFlush(ms / 1_000);
      },
    );
  };
  const again = () => {
    retry = undefined;
    send(
      (part, now) => part.retry(now),
      (ms) => {
        retriedMs += ms;
      },
    );
  };
  return {
    get everyMs() {
      return clock.everyMs;
    },
    changed() {
      const wait = clock.changed(performance.now());
      if (wait === null) return;
      due = wait === 0 ? setImmediate(flush) : setTimeout(flush, Math.ceil(wait));
    },
    [Symbol.dispose]() {
      clearTimeout(due as NodeJS.Timeout);
      clearImmediate(due as NodeJS.Immediate);
      clearTimeout(retry);
    },
  };
}
