import type { ServerResponse } from 'node:http';
import type { StoredQuote } from '@quotebridge/quote-reader';
import { quoteText } from './events.ts';
import { Outbox } from './outbox.ts';

/** A client that has not read anything for this long, in milliseconds, is cut off: it may come back and resume. */
const STUCK_MS = 30_000;

/** One reader of the event stream. While it reads too slowly, of each symbol one quote waits for it and no more. */
export class LiveClient implements Disposable {
  /** The symbols that it wants; `null` is all. */
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
    else this.say(quoteText(stored, 0));
  }

  /** Says something that needs no place among the quotes. One who reads too slowly is not told: there will be a newer one. */
  sayIfKeepingUp(text: string): void {
    if (!this.#blocked) this.say(text);
  }

  say(text: string): void {
    this.#text += text;
    if (this.#scheduled) return;
    this.#scheduled = true;
    // All that one read of the brokers' socket brought goes out in one write.
    setImmediate(() => this.#write());
  }

  /** Resolves when what was said is on its way, or the client is gone. */
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
    if (pending.length > 0) this.say(pending.map(({ stored, conflated }) => quoteText(stored, conflated)).join(''));
  }
}
