import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import pRetry from 'p-retry';
import { siteManager } from './manager.ts';
import { decodeQuote, QUOTES_STREAM, quoteSubject } from '@quotebridge/contracts/wire';

const ATTEMPTS = 5;
/** Messages of one direct get. */
const BATCH = 1_000;

/** What an audit by `seq` found. All but `quotes` and `symbols` should be 0. */
export interface AuditResult {
  readonly quotes: number;
  readonly symbols: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
}

/** Checks every quote of every symbol against the rule that `seq` grows by exactly 1. Unlike `QuoteAccount`, it knows each missing number: a stream's
 * fault is not hidden by another. Pure. */
export class SequenceAudit {
  readonly #newest = new Map<string, number>();
  readonly #absent = new Map<string, Set<number>>();
  #quotes = 0;
  #duplicates = 0;
  #outOfOrder = 0;

  /** A first quote sets the start; a later one that comes too early leaves its predecessors absent until they come. */
  record(symbol: string, seq: number): void {
    this.#quotes += 1;
    const newest = this.#newest.get(symbol);
    if (newest === undefined || seq > newest) {
      this.#newest.set(symbol, seq);
      if (newest === undefined) return;
      const absent = this.#absent.get(symbol) ?? new Set<number>();
      for (let missing = newest + 1; missing < seq; missing += 1) absent.add(missing);
      if (absent.size > 0) this.#absent.set(symbol, absent);
    } else if (this.#absent.get(symbol)?.delete(seq)) {
      this.#outOfOrder += 1;
    } else {
      this.#duplicates += 1;
    }
  }

  get result(): AuditResult {
    let lost = 0;
    for (const absent of this.#absent.values()) lost += absent.size;
    return {
      quotes: this.#quotes,
      symbols: this.#newest.size,
      lost,
      duplicates: this.#duplicates,
      outOfOrder: this.#outOfOrder,
    };
  }
}

/**
 * Reads a site's stream of quotes from its first message to what is its last now, and audits it. By direct get, as the user `reader` may: it makes no consumer.
 */
export async function auditStream(nc: NatsConnection): Promise<AuditResult> {
  const audit = new SequenceAudit();
  for await (const message of storedMessages(nc)) {
    if (!message.subject.startsWith(quoteSubject(''))) continue;
    const { symbol, seq } = decodeQuote(message.string());
    audit.record(symbol, seq);
  }
  return audit.result;
}

/** The messages of a site's stream of quotes after the one with the number `after`, up to what is its last now, by direct get. */
export async function* storedMessages(nc: NatsConnection, after = 0): AsyncGenerator<StoredMsg> {
  // A broker that has just started accepts clients before it has found the others: then requests have no response.
  const patiently = <T>(ask: () => Promise<T>) => pRetry(ask, { retries: ATTEMPTS, minTimeout: 100, maxTimeout: 100 });
  const jsm = await siteManager(nc);
  const { state } = await patiently(() => jsm.streams.info(QUOTES_STREAM));
  let next = Math.max(state.first_seq, after + 1);
  while (next <= state.last_seq) {
    const messages = await patiently(() => batchFrom(jsm, next));
    for (const message of messages) {
      if (message.seq > state.last_seq) return;
      next = message.seq + 1;
      yield message;
    }
  }
}

/** The next messages of the stream. Throws when there are none yet: a lagging replica may have answered. */
async function batchFrom(jsm: JetStreamManager, seq: number): Promise<StoredMsg[]> {
  const messages: StoredMsg[] = [];
  const batch = await jsm.direct.getBatch(QUOTES_STREAM, { seq, next_by_subj: '>', batch: BATCH });
  for await (const message of batch) messages.push(message);
  if (messages.length === 0) throw new Error(`no message from ${seq} on`);
  return messages;
}
