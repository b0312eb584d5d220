import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { controlDemo, NoDemoError } from '../local/control.ts';

interface DataDirectory {
  readonly data: string;
  readonly brokers: 1 | 3;
  /** Whether to remove the data of earlier runs. */
  readonly fresh: boolean;
}

export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** Only what a demo created is ever removed, whatever directory the user names. */
const CREATED_BY_A_DEMO = ['brokers', 'logs', 'pids', 'credentials.json', 'operator-token', 'console-audit.jsonl'];

/**
 * Throws `DataDirectoryError` when this directory can't be used: a demo runs with it, or its streams belong to another number of brokers. Changes
 * nothing in it.
 */
export async function checkDataDirectory({ data, brokers, fresh }: DataDirectory): Promise<void> {
  const runs = await controlDemo(data, 'status').catch((error: unknown) => {
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

/** Creates the directory, and empties it if it is to be fresh. Call it only once nothing else can keep the demo from starting. */
export async function takeDataDirectory({ data, fresh }: Pick<DataDirectory, 'data' | 'fresh'>): Promise<void> {
  if (fresh) for (const name of CREATED_BY_A_DEMO) await rm(join(data, name), { recursive: true, force: true });
  await mkdir(data, { recursive: true });
}

async function keptBrokers(data: string): Promise<1 | 3 | undefined> {
  const names = await readdir(join(data, 'brokers')).catch((): string[] => []);
  if (names.length === 0) return undefined;
  // Each broker has its folder: the site's name and its number there.
  return names.some((name) => name.endsWith('-2')) ? 3 : 1;
}
