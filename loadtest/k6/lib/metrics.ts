import { Counter, Rate, Trend } from 'k6/metrics';
import type { QuoteAccountTotals, QuoteBatch } from '../../../services/shared/contracts/wire/index.ts';
import type { CutObservation } from './cut-observer.ts';

/** Milliseconds from `published` until the packet was here: of the oldest quote of each packet. */
const quoteAge = new Trend('quote_age', true);
/** Milliseconds from the first dialling until the snapshot was here, failed attempts included; after a lost connection, from the next dialling. */
export const snapshotTime = new Trend('snapshot_time', true);
const received = new Counter('quotes_received');
const conflated = new Counter('quotes_conflated');
/**
 * Counted when a client ends: quotes that were neither received nor conflated. Includes those missing when it lost its gateway:
 * nothing shows whether they arrived.
 */
const missing = new Counter('quotes_missing');
const duplicates = new Counter('quotes_duplicates');
const outOfOrder = new Counter('quotes_out_of_order');
/** More was conflated than was missing: the gateway's count would be wrong. */
const unexplained = new Counter('quotes_unexplained');
/** Packets that break the contract, and refused subscriptions, except those refused by a gateway that is not ready yet. */
const clientErrors = new Counter('client_errors');
/** Connections that this client did not end. */
export const disconnects = new Counter('disconnects');
/** Snapshots that came on a connection after the first. */
export const reconnects = new Counter('reconnects');

/** Faults injected and ended, one for each action. */
export const faultActions = new Counter('fault_actions');

/** Clients that started. */
export const begun = new Counter('clients_begun');
/** One for each client that began, as it ends: true when it had a snapshot, so that missing quotes were counted. A quiet market is no error. */
const accounted = new Rate('clients_accounted');
/** Clients to which prices were reported fresh while the link was cut. */
const freshWhileCut = new Counter('fresh_while_cut');

/** One for each client and moment (`stale`, `fresh`, `complete`): shows whether all clients saw it. */
const moments = new Counter('moments');

/** Milliseconds, one for each client, from a moment of the timeline until it saw it. */
const staleSeen = new Trend('stale_seen', true);
const freshAgain = new Trend('fresh_again', true);
const completeAgain = new Trend('complete_again', true);

/** Counts a batch of quotes that was just received. */
export function recordBatch({ quotes }: QuoteBatch, now: number, tags?: { readonly phase: string }): void {
  let replaced = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const tuple of quotes) {
    replaced += tuple[9];
    oldest = Math.min(oldest, tuple[2]);
  }
  received.add(quotes.length);
  if (replaced > 0) conflated.add(replaced);
  if (quotes.length > 0) quoteAge.add(now - oldest, tags);
}

/** The account of a client that has ended. */
export function recordAccount(totals: Readonly<QuoteAccountTotals>, hadSnapshot: boolean): void {
  missing.add(totals.missing + totals.unsettled);
  duplicates.add(totals.duplicates);
  outOfOrder.add(totals.outOfOrder);
  unexplained.add(totals.unexplained);
  accounted.add(hadSnapshot);
}

/** What a client observed of a cut. A moment that it never observed is not counted, so that the total falls short of the clients. */
export function recordCut({ freshWhileCut: wasFresh, ...saw }: CutObservation): void {
  for (const [moment, afterMs] of Object.entries(saw) as ['stale' | 'fresh' | 'complete', number | null][])
    if (afterMs !== null) recordMoment(moment, afterMs);
  freshWhileCut.add(wasFresh ? 1 : 0);
}

/** Counts and logs an error of a client that should never happen. */
export function recordClientError(what: string): void {
  console.error(`client error: ${what}`);
  clientErrors.add(1, { error: what });
}

/** A client observed it so many milliseconds after its cause. */
export function recordMoment(moment: 'stale' | 'fresh' | 'complete', afterMs: number): void {
  const trends = { stale: staleSeen, fresh: freshAgain, complete: completeAgain };
  trends[moment].add(afterMs);
  moments.add(1, { moment });
}
