import { Counter, Trend } from 'k6/metrics';

/** Milliseconds from `published` until the packet was here: of the first quote of each packet, which waited longest. */
export const quoteAge = new Trend('quote_age', true);
/** Milliseconds from the start of the connection until the snapshot was here. */
export const snapshotTime = new Trend('snapshot_time', true);
export const received = new Counter('quotes_received');
export const folded = new Counter('quotes_folded');
/** Counted when a client ends: quotes that were neither received nor folded. */
export const missing = new Counter('quotes_missing');
export const repeated = new Counter('quotes_repeated');
export const outOfOrder = new Counter('quotes_out_of_order');
/** More was folded than was missing: the gateway's count would be wrong. */
export const unexplained = new Counter('quotes_unexplained');
/** Packets that break the contract, refused subscriptions. */
export const faults = new Counter('client_faults');
/** Connections that ended unasked. */
export const disconnects = new Counter('disconnects');
/** Snapshots that came on a connection after the first. */
export const reconnects = new Counter('reconnects');

/** What was done to the system, one for each deed. */
export const deeds = new Counter('deeds');

/** One for each client and moment (`stale`, `fresh`, `complete`): tells whether all clients saw it. */
const moments = new Counter('moments');

/** Milliseconds, one for each client, from a moment of the timeline until it saw it. */
const staleSeen = new Trend('stale_seen', true);
const freshAgain = new Trend('fresh_again', true);
const completeAgain = new Trend('complete_again', true);

/** A client saw it so many milliseconds after what brought it about. */
export function sawMoment(moment: 'stale' | 'fresh' | 'complete', afterMs: number): void {
  const trends = { stale: staleSeen, fresh: freshAgain, complete: completeAgain };
  trends[moment].add(afterMs);
  moments.add(1, { moment });
}
