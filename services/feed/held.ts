import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JsMsg } from '@nats-io/jetstream';
import { decodeFeedMessage, QUOTES_STREAM, quoteSubject, WireError } from '@quotebridge/contracts/wire';
import type { FeedMessage } from '@quotebridge/contracts/wire';
import { readStream } from '@quotebridge/quote-reader';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';

/** How many sequence numbers the first backward search covers; each further one covers eight times as many. */
const LOOK_BACK = 1_000;
const LOOK_FURTHER = 8;
const FETCH_MESSAGES = 1_000;
const FETCH_WITHIN_MS = 2_000;

/** What the stream of quotes holds. */
export interface Held {
  /** The last sequence number. */
  readonly lastSeq: number;
  /** The newest epoch, 0 when there is none. */
  readonly epoch: number;
  /** The newest `seq` of each symbol. */
  readonly seqs: ReadonlyMap<string, number>;
}

export interface HeldOptions {
  readonly nc: NatsConnection;
  /** The symbols that the feed will quote. */
  readonly symbols: ReadonlySet<string>;
  readonly log: Logger;
  /** Called for each message that breaks the contract. It is skipped. */
  readonly onRefused: (message: Pick<JsMsg, 'subject' | 'seq'>, error: WireError) => void;
  readonly signal: AbortSignal;
}

/** All messages of a symbol in the stream are invalid, and older ones were removed: its last `seq` is unknown. */
export class LostNumbersError extends Error {
  override readonly name = 'LostNumbersError';
}

/**
 * Reads the newest valid message of every subject, skipping junk. Throws `LostNumbersError` instead of restarting a symbol
 * at 1 that may have been quoted before.
 */
export async function readHeld(options: HeldOptions): Promise<Held> {
  const held = await readMessages(options);
  if (options.signal.aborted) return held;
  const { state } = await streamInfo(options.nc);
  if (state.last_seq <= held.lastSeq) return held;
  // The messages up to there were removed or are newer. The second read returns the newer ones; any message stored after
  // `lastSeq` was read makes the claim fail.
  const again = await readMessages(options);
  return { ...again, lastSeq: Math.max(again.lastSeq, state.last_seq) };
}

async function streamInfo(nc: NatsConnection) {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  return jsm.streams.info(QUOTES_STREAM);
}

async function readMessages(options: HeldOptions): Promise<Held> {
  const { nc, log, signal } = options;
  const read = new AbortController();
  const seqs = new Map<string, number>();
  /** The subjects whose newest message is junk, with its sequence number. */
  const junk = new Map<string, number>();
  let lastSeq = 0;
  let epoch = 0;
  const take = (message: FeedMessage) => {
    epoch = Math.max(epoch, epochOf(message));
    if (message.kind === 'quote') seqs.set(message.quote.symbol, message.quote.seq);
  };
  await readStream({
    nc,
    stream: QUOTES_STREAM,
    onMessage: (message) => {
      lastSeq = message.seq;
      const valid = decode(message, options);
      if (valid === null) junk.set(message.subject, message.seq);
      else {
        junk.delete(message.subject);
        take(valid);
      }
    },
    onSnapshot: () => read.abort(),
    onRestart: () => {
      seqs.clear();
      junk.clear();
      lastSeq = 0;
    },
    log,
    signal: AbortSignal.any([signal, read.signal]),
  });
  for (const [subject, seq] of junk) {
    if (signal.aborted) break;
    const valid = await newestBefore(subject, seq, options);
    if (valid !== null) take(valid);
  }
  await requireNumbers({ junk, seqs }, options);
  return { lastSeq, epoch, seqs };
}

/** The newest valid message of a subject before a number of the stream; `null` when the stream holds none. */
async function newestBefore(subject: string, before: number, options: HeldOptions): Promise<FeedMessage | null> {
  const { state } = await streamInfo(options.nc);
  let to = before;
  for (let span = LOOK_BACK; to > state.first_seq && !options.signal.aborted; span *= LOOK_FURTHER) {
    const from = Math.max(state.first_seq, to - span);
    const found = await newestIn({ subject, from, to }, options);
    if (found !== null) return found;
    to = from;
  }
  return null;
}

interface Part {
  readonly subject: string;
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

async function newestIn({ subject, from, to }: Part, options: HeldOptions): Promise<FeedMessage | null> {
  const consumer = await jetstream(options.nc).consumers.get(QUOTES_STREAM, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
  });
  try {
    let newest: FeedMessage | null = null;
    let pending = (await consumer.info()).num_pending;
    while (pending > 0 && !options.signal.aborted) {
      pending = 0;
      for await (const message of await consumer.fetch({ max_messages: FETCH_MESSAGES, expires: FETCH_WITHIN_MS })) {
        ({ pending } = message.info);
        if (message.seq >= to) return newest;
        newest = decode(message, options) ?? newest;
        if (pending === 0) break;
      }
    }
    return newest;
  } finally {
    await consumer.delete().catch(() => false);
  }
}

/** A symbol may begin at 1 if the stream has lost no message and has no quote of it. */
async function requireNumbers(
  { junk, seqs }: { readonly junk: ReadonlyMap<string, number>; readonly seqs: ReadonlyMap<string, number> },
  { nc, symbols, signal }: HeldOptions,
): Promise<void> {
  const unknown = [...symbols].filter((symbol) => !seqs.has(symbol) && junk.has(quoteSubject(symbol)));
  if (unknown.length === 0 || signal.aborted) return;
  const { state } = await streamInfo(nc);
  if (state.first_seq <= 1 && (state.num_deleted ?? 0) === 0) return;
  const subjects = unknown.map(quoteSubject).join(', ');
  throw new LostNumbersError(
    `every message of ${subjects} in the stream is invalid, and older messages were removed: the last seq is unknown`,
  );
}

function decode(message: JsMsg, { onRefused }: HeldOptions): FeedMessage | null {
  try {
    return decodeFeedMessage(message.subject, message.string(), message.time.getTime());
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    onRefused(message, error);
    return null;
  }
}

function epochOf(message: FeedMessage): number {
  if (message.kind === 'quote') return message.quote.epoch;
  return message.kind === 'heartbeat' ? message.heartbeat.epoch : message.epoch;
}
