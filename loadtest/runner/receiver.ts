import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ReceiverOrder } from '../receiver/main.ts';

/** The process of `loadtest/receiver`. Each order is a message with an answer. */
export interface Receiver extends AsyncDisposable {
  readonly pid: number | undefined;
  request(order: ReceiverOrder): Promise<unknown>;
}

const ANSWER_WITHIN_MS = 15_000;

export function startReceiver(root: string): Receiver {
  const child = fork(join(root, 'loadtest/receiver/main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  return {
    pid: child.pid,
    async request(order) {
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
