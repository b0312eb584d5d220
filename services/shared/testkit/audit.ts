import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import pRetry from 'p-retry';
import { decodeQuote, QUOTE_SUBJECTS, QUOTES_STREAM, SITE_API } from '@quotebridge/contracts/wire';

const ATTEMPTS = 5;

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

/** Reads a site's whole stream of quotes, from its first message to its present last one, and audits it. */
export async function auditStream(nc: NatsConnection): Promise<AuditResult> {
  const audit = new SequenceAudit();
  const open = () =>
    jetstream(nc, { apiPrefix: SITE_API }).consumers.get(QUOTES_STREAM, { filter_subjects: QUOTE_SUBJECTS });
  // A broker that has just started accepts clients before it has found its cluster: requests then time out.
  const consumer = await pRetry(open, { retries: ATTEMPTS, minTimeout: 100, maxTimeout: 100 });
  if ((await consumer.info(true)).num_pending === 0) return audit.result;
  const messages = await consumer.consume({ max_messages: 5_000 });
  for await (const message of messages) {
    const { symbol, seq } = decodeQuote(message.string());
    audit.record(symbol, seq);
    if (message.info.pending === 0) break;
  }
  return audit.result;
}
