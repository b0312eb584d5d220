import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processCommand } from './process-command.ts';

const END_WITHIN_MS = 4_000;
const KILLED_WITHIN_MS = 1_000;
const POLL_MS = 20;

/** Where brokers write their process ids. The path is part of their command line, which identifies them. */
export function pidDirectory(dataDir: string): string {
  return join(dataDir, 'pids');
}

/**
 * Ends the brokers that a killed demo left running on this data directory: two must never have the same streams open.
 * Resolves with their process ids.
 */
export async function endOrphanedBrokers(dataDir: string): Promise<number[]> {
  const directory = pidDirectory(dataDir);
  const files = await readdir(directory).catch((): string[] => []);
  const ended = await Promise.all(
    files.map(async (file) => {
      const path = join(directory, file);
      const pid = Number(await readFile(path, 'utf8'));
      const isOurs = async () => (await processCommand(pid)).includes(path);
      const isOrphaned = pid > 0 && (await isOurs());
      if (isOrphaned) await end(pid, isOurs);
      await rm(path);
      return isOrphaned ? [pid] : [];
    }),
  );
  return ended.flat();
}

async function end(pid: number, isAlive: () => Promise<boolean>): Promise<void> {
  for (const [signal, within] of [
    ['SIGTERM', END_WITHIN_MS],
    ['SIGKILL', KILLED_WITHIN_MS],
  ] as const) {
    signalUnlessGone(pid, signal);
    const deadline = performance.now() + within;
    while (performance.now() < deadline) {
      if (!(await isAlive())) return;
      await delay(POLL_MS);
    }
  }
  throw new Error(`the broker that was left behind as process ${pid} cannot be ended`);
}

function signalUnlessGone(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
