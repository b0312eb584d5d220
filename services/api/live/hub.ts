import { setTimeout as delay } from 'node:timers/promises';
import type { StoredQuote } from '@quotebridge/quote-reader';
import pLimit from 'p-limit';
import { notReady } from '../problems.ts';
import type { LatestStored } from '../stream/latest.ts';
import type { StreamReads } from '../stream/reads.ts';
import type { StatusEvent } from '../answers.ts';
import type { LiveClient } from './client.ts';
import { quoteText, resetText, statusText } from './events.ts';

/** How often a client receives the status, in milliseconds: proxies close idle connections. */
const STATUS_EVERY_MS = 5_000;
/** A client that missed more messages of the stream than this gets a new snapshot. */
const MAX_RESUMED = 50_000;
/** How many clients catch up at a time: each has one batch in flight. */
const RESUMED_AT_ONCE = 20;
const BATCH = 2_000;
const WAIT_MS = 50;

export interface HubOptions {
  readonly latest: LatestStored;
  readonly reads: Pick<StreamReads, 'batch' | 'messageAt'>;
  readonly status: () => StatusEvent;
  /** The most clients at a time. */
  readonly maxClients: number;
}

/** Sends every quote of the stream to the subscribed clients, in order. */
export class LiveHub implements Disposable {
  readonly #options: HubOptions;
  readonly #clients = new Set<LiveClient>();
  /** Clients that catch up, or wait for their turn to. */
  readonly #resuming = new Set<LiveClient>();
  readonly #turns = pLimit(RESUMED_AT_ONCE);
  readonly #timer: NodeJS.Timeout;
  #isOpen = true;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.publishStatus(), STATUS_EVERY_MS).unref();
  }

  get size(): number {
    return this.#clients.size + this.#resuming.size;
  }

  /** Throws a problem when there are too many clients, or it is closing. */
  checkRoom(): void {
    if (!this.#isOpen || this.size >= this.#options.maxClients) throw notReady('a place among the event streams');
  }

  take(stored: StoredQuote): void {
    for (const client of this.#clients) client.offer(stored);
  }

  publishStatus(): void {
    const text = statusText(this.#options.status());
    for (const client of this.#clients) client.sendIfKeepingUp(text);
  }

  remove(client: LiveClient): void {
    this.#clients.delete(client);
    this.#resuming.delete(client);
    client[Symbol.dispose]();
  }

  /**
   * Adds a client: the newest quotes and then live, or, after an id, every quote that came since and then live. Resolves when
   * it is live. Throws `StreamReadError`.
   *
   * @param after the number in the stream of the last quote that it has
   */
  async add(client: LiveClient, after: number | null): Promise<void> {
    client.send(statusText(this.#options.status()));
    if (after === null) {
      this.#snapshot(client);
      return;
    }
    // Before the first await, so that it is counted from now on.
    this.#resuming.add(client);
    try {
      await this.#turns(() => this.#resume(client, after));
    } finally {
      this.#resuming.delete(client);
    }
  }

  /** Closes all streams: clients reconnect by themselves, to another API if there is one. */
  reset(): void {
    for (const client of [...this.#clients, ...this.#resuming]) this.remove(client);
  }

  [Symbol.dispose](): void {
    this.#isOpen = false;
    clearInterval(this.#timer);
    this.reset();
  }

  #snapshot(client: LiveClient): void {
    if (client.isGone || !this.#isOpen) return;
    const newest = [...this.#options.latest.bySymbol.values()].toSorted((a, b) => a.streamSeq - b.streamSeq);
    for (const stored of newest) client.offer(stored);
    this.#clients.add(client);
  }

  async #whyNotResume(after: number): Promise<string | null> {
    const { latest, reads } = this.#options;
    if (after > latest.streamSeq) return 'the stream has no such number';
    if (latest.streamSeq - after > MAX_RESUMED) return `more than ${MAX_RESUMED} messages were missed`;
    const found = await reads.messageAt(after);
    // Resumable only if the message itself is still stored, or nothing before it can be missing: the stream begins at 1.
    return found?.streamSeq === Math.max(1, after) ? null : 'the quotes since then are no longer kept';
  }

  async #resume(client: LiveClient, after: number): Promise<void> {
    const reason = client.isGone ? null : await this.#whyNotResume(after);
    if (reason === null) {
      await this.#catchUp(client, after);
      return;
    }
    client.send(resetText({ reason }));
    this.#snapshot(client);
  }

  async #catchUp(client: LiveClient, after: number): Promise<void> {
    const { latest, reads } = this.#options;
    const single = client.symbols?.size === 1 ? ([...client.symbols][0] ?? null) : null;
    let through = after;
    while (!client.isGone && this.#isOpen) {
      // In one turn of the event loop: every later quote is sent live.
      const last = single === null ? latest.streamSeq : (latest.bySymbol.get(single)?.streamSeq ?? 0);
      if (through >= last) {
        this.#clients.add(client);
        return;
      }
      const batch = await reads.batch(single, { streamSeq: through + 1 }, BATCH);
      const until = single === null ? latest.streamSeq : (latest.bySymbol.get(single)?.streamSeq ?? 0);
      for (const stored of batch.quotes) {
        if (stored.streamSeq > until) break;
        const wanted = client.symbols === null || client.symbols.has(stored.quote.symbol);
        if (wanted) client.send(quoteText(stored, 0));
      }
      // Also past messages that are not quotes.
      through = Math.max(through, Math.min(batch.through ?? 0, until));
      // A lagging replica answered.
      if (batch.through === null) await delay(WAIT_MS);
      await client.drained();
    }
  }
}
