import { pause } from '@quotebridge/service-kit';
import type { Clock, Logger } from '@quotebridge/service-kit';

/** An older answer says nothing about now. In milliseconds. */
const VALID_MS = 2_500;

export interface Answer<T> {
  readonly value: T;
  /** By a monotonic clock in milliseconds. */
  readonly at: number;
}

export interface Polled<T> extends AsyncDisposable {
  /** The newest answer; `null` when there is none, or it is too old. */
  last(): Answer<T> | null;
}

export interface PollOptions<T> {
  /** For the log. */
  readonly what: string;
  readonly everyMs: number;
  /** Throws when there is no usable answer. */
  readonly read: () => Promise<T>;
  /** Whether a failed read makes the answer before it void. Otherwise it is, like any, when it is too old. */
  readonly failsAtOnce: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reads repeatedly, one read at a time. */
export function pollEvery<T>({ what, everyMs, read, failsAtOnce, clock, log }: PollOptions<T>): Polled<T> {
  const stopped = new AbortController();
  let last: Answer<T> | null = null;
  let problem = '';
  const note = (text: string) => {
    if (text === problem) return;
    problem = text;
    if (text === '') log.debug({ what }, 'it answers');
    else log.debug({ what, problem }, 'it does not answer');
  };
  const running = (async () => {
    while (!stopped.signal.aborted) {
      try {
        last = { value: await read(), at: clock().monotonic };
        note('');
      } catch (error) {
        if (failsAtOnce) last = null;
        note(String(error));
      }
      await pause(everyMs, stopped.signal);
    }
  })();
  return {
    last: () => (last !== null && clock().monotonic - last.at <= VALID_MS ? last : null),
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
    },
  };
}
