import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { siteManager } from '@quotebridge/testkit';
import type { TargetBroker } from '../../drivers/injector.ts';
import type { Bed } from '../beds/bed.ts';

/** The stream of quotes at a site, as its bridge service sees it. */
async function quotesAt(bed: Bed, site: string) {
  const nc = await bed.connect(site, 'bridge');
  try {
    return await (await siteManager(nc)).streams.info(QUOTES_STREAM);
  } finally {
    await nc.close();
  }
}

/** The broker that leads the stream of quotes at a site. */
export async function leaderAt(bed: Bed, site: string): Promise<TargetBroker> {
  const brokers = bed.brokers(site);
  const { cluster } = await quotesAt(bed, site);
  const leader = brokers.length === 1 ? brokers[0] : brokers.find(({ name }) => name === cluster?.leader);
  if (leader === undefined) throw new Error(`no broker is called ${cluster?.leader}`);
  return leader;
}

/** Whether every replica of the stream of quotes at a site is up to date. */
export async function isReplicated(bed: Bed, site: string): Promise<boolean> {
  const { cluster } = await quotesAt(bed, site);
  const current = (cluster?.replicas ?? []).filter((replica) => replica.current);
  return current.length === bed.brokers(site).length - 1;
}

/** How many consumers the stream of quotes has at a site. */
export async function consumersAt(bed: Bed, site: string): Promise<number> {
  return (await quotesAt(bed, site)).state.consumer_count;
}
