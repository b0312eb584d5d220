import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { askDemo, NoDemoError } from '../local/control.ts';

interface DataDirectory {
  readonly data: string;
  readonly brokers: 1 | 3;
  /** What it holds of earlier runs is to go. */
  readonly fresh: boolean;
}

export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** Only what a demo made is ever removed, whatever directory the user names. */
const MADE_BY_A_DEMO = ['brokers', 'logs', 'pids', 'credentials.json'];

/**
 * Throws `DataDirectoryError` when this directory can't be used: a demo runs with it, or its streams are of other sites. Changes
 * nothing in it.
 */
export async function checkDataDirectory({ data, brokers, fresh }: DataDirectory): Promise<void> {
  const runs = await askDemo(data, 'status').catch((error: unknown) => {
    if (error instanceof NoDemoError) return undefined;
    throw error;
  });
  if (runs) {
    throw new DataDirectoryError(
      `a demo runs with the data directory ${data} already (process ${runs.pid}); stop it, or use another with --data`,
    );
  }
  const kept = fresh ? undefined : await keptBrokers(data);
  if (kept !== undefined && kept !== brokers) {
    throw new DataDirectoryError(
      `the data directory ${data} was made with --brokers ${kept}; start anew with --fresh, or use another with --data`,
    );
  }
}

/** Makes the directory, and empties it if it is to be fresh: only once nothing else keeps the demo from starting. */
export async function takeDataDirectory({ data, fresh }: Pick<DataDirectory, 'data' | 'fresh'>): Promise<void> {
  if (fresh) for (const name of MADE_BY_A_DEMO) await rm(join(data, name), { recursive: true, force: true });
  await mkdir(data, { recursive: true });
}

async function keptBrokers(data: string): Promise<1 | 3 | undefined> {
  const names = await readdir(join(data, 'brokers')).catch((): string[] => []);
  if (names.length === 0) return undefined;
  // Each broker has its folder: the site's name and its number there.
  return names.some((name) => name.endsWith('-2')) ? 3 : 1;
}
