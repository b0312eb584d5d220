/** Ctrl-C in a terminal arrives more than once: from the terminal, and forwarded by the parent process. */
const SAME_PRESS_MS = 250;

/**
 * Aborts at the first Ctrl-C, SIGTERM or closed terminal. A second one, or an end that takes longer than `within`
 * milliseconds, ends this process and what it started at once.
 */
export function stopSignal(within: number): AbortSignal {
  const stopping = new AbortController();
  let first = 0;
  const onSignal = (): void => {
    if (!stopping.signal.aborted) {
      first = performance.now();
      stopping.abort(new StoppedError());
      setTimeout(() => process.exit(1), within).unref();
    } else if (performance.now() - first > SAME_PRESS_MS) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stopping.signal;
}

export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  override readonly message = 'stopped';
}
