import { jetstream, JetStreamApiError } from '@nats-io/jetstream';
import { CLAIM_SUBJECT, encodeClaim } from '@quotebridge/contracts/wire';
import { pause } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { readHeld } from './held.ts';
import type { HeldOptions } from './held.ts';
import { Ledger } from './ledger.ts';

/** A feed that has been silent for so long may be taken over from, in milliseconds: it missed three heartbeats. */
const SILENT_MS = 3_000;
const WRONG_LAST_SEQUENCE = 10071;

/** The right to publish after this stream sequence number, with this epoch's numbers. */
export interface Claim {
  readonly lastSeq: number;
  readonly ledger: Ledger;
}

export interface ClaimOptions extends HeldOptions {
  /** Wait until the other feed is silent, rather than try at once. A feed that was fenced off must not take its turn back. */
  readonly standby: boolean;
}

/**
 * Takes over the stream of quotes, going on with its numbers. Waits for the stream to exist, and while another feed
 * publishes. `null` when the signal is aborted first. Throws `LostNumbersError`.
 *
 * The claim may only be stored right after the last message read: whoever publishes first wins. All that an older feed may have
 * under way counts on a message that was stored before the claim to be the last, so nothing of it fits behind.
 */
export async function claimStream({ standby, ...options }: ClaimOptions): Promise<Claim | null> {
  const { nc, log, signal } = options;
  let silentSince = standby ? null : -1;
  while (!signal.aborted) {
    const held = await readHeld(options);
    if (signal.aborted) return null;
    if (silentSince === -1 || silentSince === held.lastSeq) {
      const ledger = new Ledger(Math.max(Date.now(), held.epoch + 1), held.seqs);
      const lastSeq = await tryClaim(nc, ledger.epoch, held.lastSeq);
      if (lastSeq !== null) return { lastSeq, ledger };
    }
    if (silentSince === null || silentSince === -1) log.warn('another feed publishes; standing by to take over');
    silentSince = held.lastSeq;
    await pause(SILENT_MS, signal);
  }
  return null;
}

/** The claim's number in the stream, or `null` when another feed was sooner. */
async function tryClaim(nc: NatsConnection, epoch: number, lastSequence: number): Promise<number | null> {
  try {
    const ack = await jetstream(nc).publish(CLAIM_SUBJECT, encodeClaim(epoch), { expect: { lastSequence } });
    return ack.seq;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return null;
    throw error;
  }
}
