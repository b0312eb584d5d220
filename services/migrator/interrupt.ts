import { createInterface } from 'node:readline/promises';
import { Interruption } from './run/run-migration.ts';
import type { View } from './view/view.ts';

/** Ctrl-C in a terminal arrives more than once: from the terminal, and forwarded by the parent process. In milliseconds. */
const SAME_PRESS_MS = 250;

export interface InterruptDeps {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly view: View;
}

/**
 * Turns Ctrl-C and SIGTERM into the operator's decision. With a terminal, Ctrl-C asks; without one, and on SIGTERM, the first signal rolls back; SIGUSR2 holds. Until
 * the answer the migration goes on.
 */
export function watchInterrupts({ input, output, view }: InterruptDeps): { readonly signal: AbortSignal } & Disposable {
  const decided = new AbortController();
  let last = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  const decide = (choice: 'roll back' | 'hold') => decided.abort(new Interruption(choice));
  const ask = async () => {
    isAsking = true;
    view.suspend();
    const lines = createInterface({ input, output });
    try {
      const answer = await lines.question(
        'Roll back (r), hold the weights as they are (h), or go on (any other key)? ',
      );
      if (answer.trim() === 'r') decide('roll back');
      if (answer.trim() === 'h') decide('hold');
    } catch {
      // Ctrl-C again, at the question.
      decide('roll back');
    } finally {
      lines.close();
      isAsking = false;
      view.resume();
    }
  };
  const onInterrupt = () => {
    const now = performance.now();
    if (now - last < SAME_PRESS_MS || isAsking || decided.signal.aborted) return;
    last = now;
    if (input.isTTY && output.isTTY) void ask();
    else decide('roll back');
  };
  const onTerminate = () => {
    if (!decided.signal.aborted) decide('roll back');
  };
  process.on('SIGINT', onInterrupt);
  const onHold = () => {
    if (!decided.signal.aborted) decide('hold');
  };
  process.on('SIGTERM', onTerminate);
  process.on('SIGUSR2', onHold);
  return {
    signal: decided.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      process.off('SIGUSR2', onHold);
    },
  };
}

/** Whether the operator agrees. */
export async function confirm(question: string, { input, output }: Omit<InterruptDeps, 'view'>): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
