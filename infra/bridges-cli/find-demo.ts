import { controlDemo, NoDemoError, type DemoStatus } from '../local/control.ts';
import { loadCredentials, type Credentials } from '../local/credentials.ts';

/** A demo that runs on this machine. */
export interface Demo {
  readonly status: DemoStatus;
  readonly credentials: Credentials;
}

/** The demo that runs with a data directory, found as `npm run cable` finds it; `null` when none does. */
export async function findDemo(dataDir: string): Promise<Demo | null> {
  try {
    const status = await controlDemo(dataDir, 'status');
    return { status, credentials: await loadCredentials(dataDir) };
  } catch (error) {
    if (error instanceof NoDemoError) return null;
    throw error;
  }
}
