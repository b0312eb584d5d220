import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Milliseconds. */
export interface AgeFigures {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What `loadtest/receiver` answers at the end. */
export interface ReceiverFigures {
  readonly ages: AgeFigures;
  readonly parts: readonly AgeFigures[];
  readonly totals: {
    readonly received: number;
    readonly conflated: number;
    readonly missing: number;
    readonly duplicates: number;
    readonly outOfOrder: number;
    readonly unexplained: number;
  };
}

/** The process of `loadtest/receiver`, asked by messages. */
export interface Receiver extends AsyncDisposable {
  readonly pid: number | undefined;
  ask(order: object): Promise<unknown>;
}

const ANSWER_WITHIN_MS = 15_000;

export function startReceiver(root: string): Receiver {
  const child = fork(join(root, 'loadtest/receiver/main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  return {
    pid: child.pid,
    async ask(order) {
      const answered = once(child, 'message', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      child.send(order);
      const [{ answer, error }] = (await Promise.race([
        answered,
        ended.then(([code]) => Promise.reject(new Error(`the receiver ended (exit code ${String(code)})`))),
      ])) as [{ answer?: unknown; error?: string }];
      if (error !== undefined) throw new Error(error);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
