import type { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Interruption } from './run/run-migration.ts';
import type { View } from './view/view.ts';

/** Ctrl-C in a terminal arrives more than once: from the terminal, and forwarded by the parent process. In milliseconds. */
const SAME_PRESS_MS = 250;

export interface InterruptDeps {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly view: View;
  /** Emits the signals. */
  readonly signals: EventEmitter;
  /** Milliseconds by a monotonic clock. */
  readonly now: () => number;
}

/**
 * Turns Ctrl-C and SIGTERM into the operator's decision. With a terminal, Ctrl-C asks; without one, and on SIGTERM, the first signal rolls back; SIGUSR2 holds. Until
 * the answer the migration goes on.
 */
export function watchInterrupts({
  input,
  output,
  view,
  signals,
  now,
}: InterruptDeps): { readonly signal: AbortSignal } & Disposable {
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
    const at = now();
    if (at - last < SAME_PRESS_MS || isAsking || decided.signal.aborted) return;
    last = at;
    if (input.isTTY && output.isTTY) void ask();
    else decide('roll back');
  };
  const onTerminate = () => {
    if (!decided.signal.aborted) decide('roll back');
  };
  signals.on('SIGINT', onInterrupt);
  const onHold = () => {
    if (!decided.signal.aborted) decide('hold');
  };
  signals.on('SIGTERM', onTerminate);
  signals.on('SIGUSR2', onHold);
  return {
    signal: decided.signal,
    [Symbol.dispose]() {
      signals.off('SIGINT', onInterrupt);
      signals.off('SIGTERM', onTerminate);
      signals.off('SIGUSR2', onHold);
    },
  };
}

/** Whether the operator agrees. */
export async function confirm(
  question: string,
  { input, output }: Pick<InterruptDeps, 'input' | 'output'>,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
