import { jetstream, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import {
  CLAIM_SUBJECT,
  decodeHeartbeat,
  decodeQuote,
  HEARTBEAT_SUBJECT,
  QUOTES_STREAM,
} from '@quotebridge/contracts/wire';
import { pause, readStream } from '@quotebridge/runtime';
import type { Logger, NatsConnection } from '@quotebridge/runtime';
import { FENCE } from './fence.ts';
import { Ledger } from './ledger.ts';

/** A feed that has been silent for so long may be taken over from, in milliseconds: it missed three heartbeats. */
const SILENT_MS = 3_000;
const WRONG_LAST_SEQUENCE = 10071;

/** The right to publish after this stream sequence number, with this epoch's numbers. */
export interface Claim {
  readonly lastSeq: number;
  readonly ledger: Ledger;
}

export interface ClaimOptions {
  readonly nc: NatsConnection;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Wait until the other feed is silent, rather than try at once. A feed that was fenced off must not take its turn back. */
  readonly standby: boolean;
}

/**
 * Takes over the stream of quotes, going on with its numbers. Waits for the stream to exist, and while another feed
 * publishes. `null` when the signal is aborted first.
 *
 * The claim is an atomic batch that may only be stored right after the last message read, as long as `FENCE` says: whoever
 * publishes first wins, and nothing that an older feed has under way fits behind it.
 */
export async function claimStream({ nc, log, signal, standby }: ClaimOptions): Promise<Claim | null> {
  let silentSince = standby ? null : -1;
  while (!signal.aborted) {
    const held = await readHeld(nc, log, signal);
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

/** The stream sequence number at the end of the claim, or `null` when another feed was sooner. */
async function tryClaim(nc: NatsConnection, epoch: number, lastSequence: number): Promise<number | null> {
  try {
    const batch = await jetstream(nc).startBatch(CLAIM_SUBJECT, String(epoch), { expect: { lastSequence } });
    while (batch.count < FENCE - 1) batch.add(CLAIM_SUBJECT, String(epoch));
    const ack = await batch.commit(CLAIM_SUBJECT, String(epoch));
    return ack.seq;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return null;
    throw error;
  }
}

interface Held {
  readonly lastSeq: number;
  readonly epoch: number;
  readonly seqs: ReadonlyMap<string, number>;
}

/** What the stream holds: the newest `seq` of each symbol, the newest epoch, the last sequence number. */
async function readHeld(nc: NatsConnection, log: Logger, signal: AbortSignal): Promise<Held> {
  const held = await readMessages(nc, log, signal);
  if (signal.aborted) return held;
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const { state } = await jsm.streams.info(QUOTES_STREAM);
  if (state.last_seq <= held.lastSeq) return held;
  // The messages up to there were removed, or came since. Those that came are in the second reading; what comes after the
  // number was asked for makes the claim fail.
  const again = await readMessages(nc, log, signal);
  return { ...again, lastSeq: Math.max(again.lastSeq, state.last_seq) };
}

async function readMessages(nc: NatsConnection, log: Logger, signal: AbortSignal): Promise<Held> {
  const read = new AbortController();
  const seqs = new Map<string, number>();
  let lastSeq = 0;
  let epoch = 0;
  await readStream({
    nc,
    stream: QUOTES_STREAM,
    onMessage: (message) => {
      lastSeq = message.seq;
      try {
        if (message.subject === CLAIM_SUBJECT) {
          epoch = Math.max(epoch, Number(message.string()));
        } else if (message.subject === HEARTBEAT_SUBJECT) {
          epoch = Math.max(epoch, decodeHeartbeat(message.string()).epoch);
        } else {
          const quote = decodeQuote(message.string());
          epoch = Math.max(epoch, quote.epoch);
          seqs.set(quote.symbol, quote.seq);
        }
      } catch (error) {
        log.error({ err: error, subject: message.subject }, 'the stream holds what no feed of this kind published');
      }
    },
    onSnapshot: () => read.abort(),
    onRestart: () => {
      seqs.clear();
      lastSeq = 0;
    },
    log,
    signal: AbortSignal.any([signal, read.signal]),
  });
  return { lastSeq, epoch, seqs };
}
