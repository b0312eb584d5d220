import type { Topology } from '@quotebridge/testkit';
import { vi } from 'vitest';
import { streamStates, STREAMS } from './attacker.ts';

const WAIT = { timeout: 30_000, interval: 50 };

/** Stops the feed once it has published; resolves with the streams of both sites once everything has crossed. */
export async function stopFeed(topology: Topology): ReturnType<typeof stateOf> {
  await topology.service('feed').stop();
  return vi.waitFor(async () => {
    const state = await stateOf(topology);
    // Without the buckets, which only one site has.
    const [origin, mirror] = [state.onprem, state.cloud].map((streams) =>
      streams
        .filter(({ name }) => STREAMS.includes(name))
        .map(({ last }) => last)
        .join(),
    );
    if (origin !== mirror) throw new Error(`the origin is at ${origin}, the mirror at ${mirror}`);
    return state;
  }, WAIT);
}

/** The streams of both sites. */
export async function stateOf(topology: Topology) {
  const [onprem, cloud] = await Promise.all([stateOfSite(topology, 'onprem'), stateOfSite(topology, 'cloud')]);
  return { onprem, cloud };
}

/** The streams of one site, as far as an attack would change them. */
export async function stateOfSite(topology: Topology, site: string) {
  const nc = await topology.connect(site, 'bridge');
  try {
    return await streamStates(nc, site);
  } finally {
    await nc.close();
  }
}
