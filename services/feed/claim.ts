import { jetstream, JetStreamApiError } from '@nats-io/jetstream';
import { CLAIM_SUBJECT, encodeClaim } from '@quotebridge/contracts/wire';
import { pause } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { readHeld } from './held.ts';
import type { HeldOptions } from './held.ts';
import { Numbering } from './numbering.ts';

/** Another feed may take over after a silence of this length, in milliseconds: three missed heartbeats. */
const SILENT_MS = 3_000;
const WRONG_LAST_SEQUENCE = 10071;

/** The right to publish after `lastSeq`, in a new epoch. */
export interface Claim {
  readonly lastSeq: number;
  readonly numbering: Numbering;
}

export interface ClaimOptions extends HeldOptions {
  /** Wait until the other feed is silent instead of claiming at once: a feed that was fenced off must not take the stream back. */
  readonly standby: boolean;
}

/**
 * Claims the stream of quotes, continuing its numbers. Waits until the stream exists and no other feed publishes.
 * `null` when the signal is aborted first. Throws `LostNumbersError`.
 *
 * The claim is stored only if no message was added since the stream was read: of several feeds, the first to publish wins. Messages of an older feed
 * that are still in flight expect an earlier last message, so the stream refuses them after the claim.
 */
export async function claimStream({ standby, ...options }: ClaimOptions): Promise<Claim | null> {
  const { nc, log, signal } = options;
  let silentSince = standby ? null : -1;
  while (!signal.aborted) {
    const held = await readHeld(options);
    if (signal.aborted) return null;
    if (silentSince === -1 || silentSince === held.lastSeq) {
      const numbering = new Numbering(Math.max(Date.now(), held.epoch + 1), held.seqs);
      const lastSeq = await tryClaim(nc, numbering.epoch, held.lastSeq);
      if (lastSeq !== null) return { lastSeq, numbering };
    }
    if (silentSince === null || silentSince === -1) log.warn('another feed publishes; standing by to take over');
    silentSince = held.lastSeq;
    await pause(SILENT_MS, signal);
  }
  return null;
}

/** The stream sequence number of the claim, or `null` when another feed was faster. */
async function tryClaim(nc: NatsConnection, epoch: number, lastSequence: number): Promise<number | null> {
  try {
    const ack = await jetstream(nc).publish(CLAIM_SUBJECT, encodeClaim(epoch), { expect: { lastSequence } });
    return ack.seq;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return null;
    throw error;
  }
}
