import { stopSignal } from './stop-signal.ts';

const STOP_WITHIN_MS = 6_000;
const INTERRUPTED = 130;

/** Runs a script so that Ctrl-C ends it cleanly, with everything that it started. */
export async function run(work: (stopping: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = stopSignal(STOP_WITHIN_MS);
  try {
    await work(stopping);
  } catch (error) {
    if (!stopping.aborted) throw error;
    console.error('stopped before the end');
    process.exitCode = INTERRUPTED;
  }
}
