import { Counter, Rate, Trend } from 'k6/metrics';
import type { Testimony } from './cut-witness.ts';

/** Milliseconds from `published` until the packet was here: of the quote of each packet that was due first. */
export const quoteAge = new Trend('quote_age', true);
/** Milliseconds from the first dialling until the snapshot was here, failed attempts included; after a lost connection, from the next dialling. */
export const snapshotTime = new Trend('snapshot_time', true);
export const received = new Counter('quotes_received');
export const conflated = new Counter('quotes_conflated');
/**
 * Counted when a client ends: quotes that were neither received nor conflated. Those missing when it lost its gateway too: nobody
 * told it that they came.
 */
export const missing = new Counter('quotes_missing');
export const duplicates = new Counter('quotes_duplicates');
export const outOfOrder = new Counter('quotes_out_of_order');
/** More was conflated than was missing: the gateway's count would be wrong. */
export const unexplained = new Counter('quotes_unexplained');
/** Packets that break the contract, refused subscriptions: but not those that a gateway refuses which is not ready yet. */
const faults = new Counter('client_faults');
/** Connections that ended unasked. */
export const disconnects = new Counter('disconnects');
/** Snapshots that came on a connection after the first. */
export const reconnects = new Counter('reconnects');

/** What was done to the system, one for each deed. */
export const deeds = new Counter('deeds');

/** Clients that began. */
export const begun = new Counter('clients_begun');
/** One for each client that began, as it ends: true when it had a snapshot, and what it missed is counted. A quiet market is no fault. */
export const accounted = new Rate('clients_accounted');
/** Clients that were told of fresh prices while the link was cut. */
const freshWhileCut = new Counter('fresh_while_cut');

/** One for each client and moment (`stale`, `fresh`, `complete`): tells whether all clients saw it. */
const moments = new Counter('moments');

/** Milliseconds, one for each client, from a moment of the timeline until it saw it. */
const staleSeen = new Trend('stale_seen', true);
const freshAgain = new Trend('fresh_again', true);
const completeAgain = new Trend('complete_again', true);

/** What a client saw of a cut. What it never saw is no moment, and then not every client has seen it. */
export function sawCut({ freshWhileCut: wasFresh, ...saw }: Testimony): void {
  for (const [moment, afterMs] of Object.entries(saw) as ['stale' | 'fresh' | 'complete', number | null][])
    if (afterMs !== null) sawMoment(moment, afterMs);
  freshWhileCut.add(wasFresh ? 1 : 0);
}

/** Something happened to a client that never should. It is said, so that whoever reads the run knows what. */
export function sawFault(what: string): void {
  console.error(`a client's fault: ${what}`);
  faults.add(1, { fault: what });
}

/** A client saw it so many milliseconds after what brought it about. */
export function sawMoment(moment: 'stale' | 'fresh' | 'complete', afterMs: number): void {
  const trends = { stale: staleSeen, fresh: freshAgain, complete: completeAgain };
  trends[moment].add(afterMs);
  moments.add(1, { moment });
}
