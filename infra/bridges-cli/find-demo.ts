import { controlDemo, NoDemoError, type DemoStatus } from '../local/control.ts';
import { loadCredentials, type Credentials } from '../local/credentials.ts';
import { TOPOLOGY, WITH_EDGE } from '../topology/topology.ts';

/** A demo that runs on this machine. */
export interface Demo {
  readonly status: DemoStatus;
  readonly credentials: Credentials;
}

/** The demo that runs with a data directory, found as `npm run cable` finds it; `null` when none does. */
export async function findDemo(dataDir: string): Promise<Demo | null> {
  try {
    const status = await controlDemo(dataDir, 'status');
    // The credentials file is written again with the topology's users: it has to be the one that runs.
    const isWithEdge = WITH_EDGE.sites.every(({ name }) => name in status.brokerUrls);
    return { status, credentials: await loadCredentials(dataDir, isWithEdge ? WITH_EDGE : TOPOLOGY) };
  } catch (error) {
    if (error instanceof NoDemoError) return null;
    throw error;
  }
}

/** The same demo. Throws `NoDemoError` when none runs. */
export async function requireDemo(dataDir: string): Promise<Demo> {
  const demo = await findDemo(dataDir);
  if (demo !== null) return demo;
  throw new NoDemoError(`no demo runs with the data directory ${dataDir}; start one with: npm start`);
}
