import { InputError } from './config.ts';
import type { Logger } from './log.ts';

/** How long a service may take to stop before its process exits, in milliseconds. */
const STOP_DEADLINE_MS = 10_000;
/** How long what cannot be cancelled, such as the lookup of a name that does not resolve, may keep the process of a stopped service, in milliseconds. */
const LINGER_MS = 2_000;
/** Exit code of a service with invalid input: restarting it would not help. `npm start` relies on it. */
const INPUT_EXIT_CODE = 2;

/** What every service's `start` takes besides its config. */
export interface StartDeps {
  /** Aborted when the service has to stop: it is not ready from then on. */
  readonly stopping: AbortSignal;
  readonly log?: Logger;
}

/** A service while `runService` runs it. */
export interface Running extends StartDeps {
  /** Stops the service because of an error at run time. */
  readonly fail: (error: unknown) => void;
}

/**
 * Runs a service until SIGTERM or SIGINT, or until its parent process is gone (if there is an IPC channel).
 *
 * `start` builds everything and returns what to dispose. To stop, the signal is aborted first and the service disposed then.
 * The process then exits by itself; after the deadline it is forced to.
 */
export async function runService(start: (running: Running) => Promise<AsyncDisposable>): Promise<void> {
  const stopping = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const stop = () => stopping.abort();
  let failed = false;
  const fail = (error: unknown) => {
    failed = true;
    report(error);
    stop();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
  try {
    const service = await Promise.race([start({ stopping: stopping.signal, fail }), stopped]);
    // Stopped while it still waits for its brokers: there is nothing to drain.
    if (service === undefined) process.exit(failed ? process.exitCode : 0);
    await stopped;
    setTimeout(() => {
      process.stderr.write(`did not stop within ${STOP_DEADLINE_MS} ms\n`);
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    await service[Symbol.asyncDispose]();
    setTimeout(() => process.exit(), LINGER_MS).unref();
  } catch (error) {
    if (stopping.signal.aborted) return;
    report(error);
  } finally {
    process.removeListener('disconnect', stop);
    if (process.connected) process.disconnect();
  }
}

function report(error: unknown): void {
  const isInput = error instanceof InputError;
  process.stderr.write(`${isInput ? error.message : describe(error)}\n`);
  process.exitCode = isInput ? INPUT_EXIT_CODE : 1;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
