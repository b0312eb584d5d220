import { ConfigError } from './config.ts';

/** How long a service may take to stop before it is ended, in milliseconds. */
const STOP_DEADLINE_MS = 10_000;

/**
 * Runs a service until SIGTERM or SIGINT, or until the process that started it is gone (where there is an IPC channel).
 *
 * `start` builds everything and answers with what to dispose; the signal is aborted when the service is to stop, before
 * that. The process then ends by itself; it is made to end only past the deadline.
 */
export async function runService(start: (stopping: AbortSignal) => Promise<AsyncDisposable>): Promise<void> {
  const stopping = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const stop = () => stopping.abort();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  try {
    const service = await Promise.race([start(stopping.signal), stopped]);
    // Told to stop while it still waits for its brokers: there is nothing to drain.
    if (service === undefined) process.exit(0);
    await stopped;
    setTimeout(() => {
      process.stderr.write(`did not stop within ${STOP_DEADLINE_MS} ms\n`);
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    await service[Symbol.asyncDispose]();
  } catch (error) {
    if (stopping.signal.aborted) return;
    process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  } finally {
    process.removeListener('disconnect', stop);
    if (process.connected) process.disconnect();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
