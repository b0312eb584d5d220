import type { ServerResponse } from 'node:http';
import type { StoredQuote } from '@quotebridge/quote-reader';
import { quoteText } from './events.ts';
import { Outbox } from './outbox.ts';

/** A client that has not read anything for this long, in milliseconds, is disconnected: it may reconnect and resume. */
const STUCK_MS = 30_000;

/** One client of the event stream. While it reads too slowly, only the newest quote of each symbol is kept for it. */
export class LiveClient implements Disposable {
  /** The requested symbols; `null` is all. */
  readonly symbols: ReadonlySet<string> | null;
  readonly #response: ServerResponse;
  readonly #outbox = new Outbox();
  #text = '';
  #scheduled = false;
  #blocked = false;
  #stuck: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, symbols: ReadonlySet<string> | null) {
    this.#response = response;
    this.symbols = symbols;
    response.on('drain', () => this.#unblock());
  }

  get isGone(): boolean {
    return this.#response.destroyed || this.#response.writableEnded;
  }

  offer(stored: StoredQuote): void {
    if (this.symbols !== null && !this.symbols.has(stored.quote.symbol)) return;
    if (this.#blocked) this.#outbox.put(stored);
    else this.send(quoteText(stored, 0));
  }

  /** Sends an event with no place in the order of quotes. It is dropped while the client reads too slowly: a newer one will follow. */
  sendIfKeepingUp(text: string): void {
    if (!this.#blocked) this.send(text);
  }

  send(text: string): void {
    this.#text += text;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Everything received in one read of the brokers' socket is sent in one write.
    setImmediate(() => this.#write());
  }

  /** Resolves when everything was written to the socket, or the client is gone. */
  async drained(): Promise<void> {
    while ((this.#scheduled || this.#blocked) && !this.isGone) {
      await new Promise<void>((resolve) => {
        if (!this.#blocked) {
          setImmediate(resolve);
          return;
        }
        const done = () => {
          this.#response.off('drain', done).off('close', done);
          resolve();
        };
        this.#response.on('drain', done).on('close', done);
      });
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#stuck);
    if (!this.isGone) this.#response.end();
  }

  #write(): void {
    this.#scheduled = false;
    const text = this.#text;
    this.#text = '';
    if (text === '' || this.isGone || this.#response.write(text)) return;
    this.#blocked = true;
    this.#stuck = setTimeout(() => this.#response.destroy(), STUCK_MS);
  }

  #unblock(): void {
    clearTimeout(this.#stuck);
    this.#blocked = false;
    const pending = this.#outbox.takeAll();
    if (pending.length > 0) this.send(pending.map(({ stored, conflated }) => quoteText(stored, conflated)).join(''));
  }
}
