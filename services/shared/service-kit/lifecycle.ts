import { InputError } from './config.ts';
import type { Logger } from './log.ts';

/** How long a service may take to stop before it is ended, in milliseconds. */
const STOP_DEADLINE_MS = 10_000;
/** How a service ends that cannot use what it was given: starting it again would not help. `npm start` knows it too. */
const INPUT_EXIT_CODE = 2;

/** What every service's `start` takes beside its config. */
export interface StartDeps {
  /** Aborted when the service is to stop: it is not ready from then on. */
  readonly stopping: AbortSignal;
  readonly log?: Logger;
}

/** A service while `runService` runs it. */
export interface Running extends StartDeps {
  /** Stops the service because of an error that it met while it ran. */
  readonly fail: (error: unknown) => void;
}

/**
 * Runs a service until SIGTERM or SIGINT, or until the process that started it is gone (where there is an IPC channel).
 *
 * `start` builds everything and answers with what to dispose; the signal is aborted when the service is to stop, before
 * that. The process then ends by itself; it is made to end only past the deadline.
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
    // Told to stop while it still waits for its brokers: there is nothing to drain.
    if (service === undefined) process.exit(failed ? process.exitCode : 0);
    await stopped;
    setTimeout(() => {
      process.stderr.write(`did not stop within ${STOP_DEADLINE_MS} ms\n`);
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    await service[Symbol.asyncDispose]();
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
