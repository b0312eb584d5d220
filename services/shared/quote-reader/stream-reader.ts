import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Consumer, ConsumerMessages, JsMsg, StreamInfo } from '@nats-io/jetstream';
import { pause, type Logger, type NatsConnection } from '@quotebridge/service-kit';

/** How long a request to JetStream may take, in milliseconds: shorter than an election, so that a new leader is found soon. */
const REQUEST_TIMEOUT_MS = 2_000;
/** How long the stream may be silent before the consumer is checked, in milliseconds. */
const SILENCE_MS = 2_500;
const CHECK_EVERY_MS = 500;
const RETRY_MS = 500;

export interface StreamReaderOptions {
  readonly nc: NatsConnection;
  /** The prefix of the JetStream API for the connection's user; by default that of an account which owns its streams. */
  readonly apiPrefix?: string;
  readonly stream: string;
  /**
   * For a reader of every message: the sequence number after which to begin, requested whenever the stream is opened. Without it, the last message of every
   * subject comes first.
   */
  readonly startAfter?: () => number;
  /** Called with the state of the stream whenever it is opened, before its messages. */
  readonly onOpen?: (info: StreamInfo) => void;
  /** Called for every message, in order and each once. */
  readonly onMessage: (message: JsMsg) => void;
  /** Called when the last message of every subject was delivered: later ones are live. */
  readonly onSnapshot?: () => void;
  /** Called when the stream was deleted and recreated: everything read before is void. */
  readonly onRestart?: () => void;
  /** Whether the stream can be read, apart from its messages: called at least on every change. */
  readonly onReadable?: (isReadable: boolean) => void;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Reads a stream of its own site through one ordered consumer: the last message of every subject, then live, with no
 * cut-over between the two. It reopens the consumer at the next sequence number whenever that is lost or stuck, and
 * waits for a stream that does not exist yet. Resolves when the signal is aborted.
 */
export async function readStream(options: StreamReaderOptions): Promise<void> {
  const { signal, log } = options;
  const reading: Reading = { position: 0, created: null, snapshotDone: false };
  let failures = 0;
  while (!signal.aborted) {
    try {
      await readOnce(options, reading);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      options.onReadable?.(false);
      failures += 1;
      log[failures === 1 ? 'warn' : 'debug'](
        { err: error, stream: options.stream },
        'cannot read the stream; trying on',
      );
      await pause(RETRY_MS, signal);
    }
  }
}

interface Reading {
  position: number;
  created: string | null;
  snapshotDone: boolean;
}

/** Follows one consumer until it is lost, stuck, or no longer wanted. */
async function readOnce(options: StreamReaderOptions, reading: Reading): Promise<void> {
  const { nc, stream, signal } = options;
  const jsm = await managerOf(options);
  const info = await jsm.streams.info(stream);
  noticeRestart(info, options, reading);
  options.onOpen?.(info);
  if (options.startAfter !== undefined) {
    reading.position = options.startAfter();
    reading.snapshotDone = true;
  }
  const start = reading.snapshotDone
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: reading.position + 1 }
    : { deliver_policy: DeliverPolicy.LastPerSubject };
  const consumer = await jetstream(nc, apiOf(options)).consumers.get(stream, start);
  if (!reading.snapshotDone && (await consumer.info(true)).num_pending === 0) finishSnapshot(options, reading);
  let lastMessageAt = performance.now();
  const messages = await consumer.consume({
    max_messages: 2_000,
    expires: 10_000,
    idle_heartbeat: 1_000,
    callback: (message) => {
      lastMessageAt = performance.now();
      // A restarted snapshot starts over and repeats what was read.
      if (message.seq <= reading.position) return;
      reading.position = message.seq;
      options.onMessage(message);
      if (!reading.snapshotDone && message.info.pending === 0) finishSnapshot(options, reading);
    },
  });
  const closed = new AbortController();
  void messages.closed().then((error) => closed.abort(error));
  options.onReadable?.(true);
  void followDelivery(messages, options);
  const over = AbortSignal.any([signal, closed.signal]);
  try {
    while (!over.aborted && !nc.isClosed()) {
      await pause(CHECK_EVERY_MS, over);
      if (over.aborted || performance.now() - lastMessageAt <= SILENCE_MS) continue;
      if (!(await isHealthy(consumer, options, reading))) return;
      lastMessageAt = performance.now();
    }
  } finally {
    await messages.close();
    // The server removes it when nobody reads it, so a failed or forbidden delete does no harm.
    await consumer.delete().catch(() => false);
  }
  if (!signal.aborted && closed.signal.reason instanceof Error && closed.signal.reason.name !== 'AbortError') {
    throw closed.signal.reason;
  }
}

/** The server sends a heartbeat every second without messages: when it is missing, the stream cannot be read. */
async function followDelivery(messages: ConsumerMessages, { onReadable }: StreamReaderOptions): Promise<void> {
  for await (const { type } of messages.status()) {
    if (type === 'heartbeats_missed') onReadable?.(false);
    else if (type === 'heartbeat') onReadable?.(true);
  }
}

/** A silent consumer is healthy when it still exists, has nothing to deliver, and its stream was not recreated. */
async function isHealthy(consumer: Consumer, options: StreamReaderOptions, reading: Reading): Promise<boolean> {
  try {
    const [info, stream] = await Promise.all([
      consumer.info(),
      managerOf(options).then((jsm) => jsm.streams.info(options.stream)),
    ]);
    // A consumer that was opened while a mirror caught up may have started too far ahead, and then reports nothing pending.
    const isThrough = stream.state.last_seq <= Math.max(reading.position, info.delivered.stream_seq);
    return info.num_pending === 0 && isThrough && isSame(stream, reading);
  } catch {
    return false;
  }
}

function apiOf({ apiPrefix }: StreamReaderOptions) {
  return { timeout: REQUEST_TIMEOUT_MS, ...(apiPrefix !== undefined && { apiPrefix }) };
}

function managerOf(options: StreamReaderOptions) {
  return jetstreamManager(options.nc, { ...apiOf(options), checkAPI: false });
}

function noticeRestart(info: StreamInfo, options: StreamReaderOptions, reading: Reading): void {
  const same = reading.created === null || isSame(info, reading);
  reading.created = info.created;
  if (same) return;
  reading.position = 0;
  reading.snapshotDone = false;
  options.onRestart?.();
}

function isSame(info: StreamInfo, reading: Reading): boolean {
  return info.created === reading.created && info.state.last_seq >= reading.position;
}

function finishSnapshot(options: StreamReaderOptions, reading: Reading): void {
  reading.snapshotDone = true;
  options.onSnapshot?.();
}
