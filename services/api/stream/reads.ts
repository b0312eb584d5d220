import { JetStreamError, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { decodeFeedMessage, QUOTE_SUBJECTS, QUOTES_STREAM, quoteSubject, WireError } from '@quotebridge/contracts/wire';
import type { StoredQuote, StreamPlace } from '@quotebridge/quote-reader';
import type { NatsConnection } from '@quotebridge/service-kit';
import pRetry from 'p-retry';

/** Timeout of a read in milliseconds: a broker that hangs or has just died never answers. */
export const ANSWER_WITHIN_MS = 1_500;
/** How long a read of the stream is retried, in milliseconds: any replica may answer. */
const TRY_FOR_MS = 4_000;
const TRY_AGAIN_AFTER_MS = 100;
/** The server answers one `multi_last` for at most 1,024 subjects. */
const SUBJECTS_AT_ONCE = 1_000;

/** The status for a message that does not exist, as beyond the end. */
const NONE_FOUND = 404;
/** The last time that the server can represent, as 64 bits of nanoseconds: the year 2262. In milliseconds since the Unix epoch. */
const LAST_TIME = 9_223_372_036_000;

/** The stream could not be read: no broker answered in time, or all refused. */
export class StreamReadError extends Error {
  override readonly name = 'StreamReadError';
}

/** Where to begin: a number of the stream, or the time at which the origin stored it (milliseconds since the Unix epoch). */
export type Start = { readonly streamSeq: number } | { readonly stored: number };

/** The end of the range, inclusive. */
export type Bound = Start;

interface Batch {
  readonly quotes: readonly StoredQuote[];
  /** The number of the last message read, quote or junk; `null` when there was none. */
  readonly through: number | null;
}

/** Reads of the site's stream of quotes, by direct get: no consumer is made, and any replica may answer. Throws `StreamReadError`. */
export interface StreamReads {
  /** The next quotes in the stream's order, of one symbol or of all. Junk is skipped. */
  batch(symbol: string | null, start: Start, count: number): Promise<Batch>;
  /** The last quote of each symbol up to the bound. */
  lastOf(symbols: readonly string[], upTo: Bound): Promise<readonly StoredQuote[]>;
  /** The first message of any kind from that number on; `null` when there is none. */
  messageAt(streamSeq: number): Promise<StreamPlace | null>;
}

/** `apiPrefix`: the prefix of the JetStream API for the connection's user. */
export function openStreamReads(nc: NatsConnection, apiPrefix: string): StreamReads {
  let manager: Promise<JetStreamManager> | undefined;
  const direct = async () => {
    manager ??= jetstreamManager(nc, { apiPrefix, checkAPI: false, timeout: ANSWER_WITHIN_MS });
    return (await manager).direct;
  };
  return {
    async batch(symbol, start, count) {
      const options = {
        ...('streamSeq' in start ? { seq: Math.max(1, start.streamSeq) } : { start_time: new Date(start.stored) }),
        next_by_subj: symbol === null ? QUOTE_SUBJECTS : quoteSubject(symbol),
        batch: count,
      };
      const messages = await collect(async () => (await direct()).getBatch(QUOTES_STREAM, options));
      return { quotes: messages.flatMap(toStoredQuote), through: messages.at(-1)?.seq ?? null };
    },
    async lastOf(symbols, upTo) {
      const bound =
        'streamSeq' in upTo
          ? { up_to_seq: upTo.streamSeq }
          : { up_to_time: new Date(Math.min(upTo.stored, LAST_TIME)) };
      const found: StoredQuote[] = [];
      for (let from = 0; from < symbols.length; from += SUBJECTS_AT_ONCE) {
        const subjects = symbols.slice(from, from + SUBJECTS_AT_ONCE).map(quoteSubject);
        const options = { multi_last: subjects, ...bound };
        const messages = await collect(async () => (await direct()).getLastMessagesFor(QUOTES_STREAM, options));
        found.push(...messages.flatMap(toStoredQuote));
      }
      return found;
    },
    async messageAt(streamSeq) {
      const options = { seq: Math.max(1, streamSeq), next_by_subj: '>', batch: 1 };
      const [message] = await collect(async () => (await direct()).getBatch(QUOTES_STREAM, options));
      return message === undefined ? null : { streamSeq: message.seq, stored: message.time.getTime() };
    },
  };
}

type Messages = AsyncIterable<StoredMsg> & { stop(error?: Error): void };

/** All messages of a response. Throws `StreamReadError`. */
export async function collect(open: () => Promise<Messages>): Promise<StoredMsg[]> {
  try {
    return await pRetry(() => collectOnce(open), {
      retries: Number.POSITIVE_INFINITY,
      factor: 1,
      minTimeout: TRY_AGAIN_AFTER_MS,
      maxRetryTime: TRY_FOR_MS,
    });
  } catch (cause) {
    throw new StreamReadError('the stream cannot be read', { cause });
  }
}

/** Ends a response whose broker died in the middle of it. */
async function collectOnce(open: () => Promise<Messages>): Promise<StoredMsg[]> {
  let timer: NodeJS.Timeout | undefined;
  const all: StoredMsg[] = [];
  try {
    const messages = await open();
    timer = setTimeout(() => messages.stop(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS);
    for await (const message of messages) {
      all.push(message);
      timer.refresh();
    }
    return all;
  } catch (error) {
    if (error instanceof JetStreamError && 'code' in error && error.code === NONE_FOUND) return all;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function toStoredQuote(message: StoredMsg): StoredQuote[] {
  try {
    const stored = message.time.getTime();
    const read = decodeFeedMessage(message.subject, message.string(), stored);
    return read.kind === 'quote' ? [{ quote: read.quote, streamSeq: message.seq, stored }] : [];
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}
