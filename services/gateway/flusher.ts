import type { Conflator, FlushTotals } from './conflator.ts';
import { FlushClock } from './flush-clock.ts';

export interface FlusherOptions {
  readonly conflator: Pick<Conflator, 'flush' | 'retry' | 'hasBehind'>;
  readonly everyMs: number;
  /** Told what each flush did, and how long it took in seconds. */
  readonly onFlush: (totals: FlushTotals, seconds: number) => void;
}

export interface Flusher extends Disposable {
  /** There is something to flush. */
  changed(): void;
}

/** Runs the conflator by the clock. Clients that are behind are looked at on a timer of their own: others never wait for them. */
export function createFlusher({ conflator, everyMs, onFlush }: FlusherOptions): Flusher {
  const clock = new FlushClock(everyMs);
  let due: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let retry: NodeJS.Timeout | undefined;

  const measure = (send: () => FlushTotals) => {
    const started = performance.now();
    onFlush(send(), (performance.now() - started) / 1_000);
    if (conflator.hasBehind) retry ??= setTimeout(again, everyMs);
  };
  const flush = () => {
    clock.flushed(performance.now());
    measure(() => conflator.flush());
  };
  const again = () => {
    retry = undefined;
    measure(() => conflator.retry());
  };
  return {
    changed() {
      const wait = clock.changed(performance.now());
      if (wait === null) return;
      due = wait === 0 ? setImmediate(flush) : setTimeout(flush, wait);
    },
    [Symbol.dispose]() {
      clearTimeout(due as NodeJS.Timeout);
      clearImmediate(due as NodeJS.Immediate);
      clearTimeout(retry);
    },
  };
}
