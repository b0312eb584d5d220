import type { Topology } from '@quotebridge/testkit';

const GAUGE = /^feed_unacked_messages\{[^}]*\} (\d+)$/m;

/** How many messages wait in the feed for their acks. A disk that is slow for a while shows there: they are in the feed's memory. */
export async function unackedMessages(topology: Topology): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', topology.service('feed').url))).text();
  const found = GAUGE.exec(metrics);
  if (found === null) throw new Error('the feed has no metric feed_unacked_messages');
  return Number(found[1]);
}
