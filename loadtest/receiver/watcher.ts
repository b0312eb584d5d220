import { checkBatch, QuoteAccount } from '@quotebridge/contracts/wire';
import type { QuoteAccountTotals, SubscribeAck } from '@quotebridge/contracts/wire';
import { SocketIoClient } from '../k6/lib/socket-io.ts';
import type { Ages } from './ages.ts';

/** A client that lost its connection reconnects after this, in milliseconds. */
const AGAIN_AFTER_MS = 500;

/** One client beside those of k6: the same protocol, but a clock with microseconds and a count of every quote. */
export class Watcher implements Disposable {
  readonly #url: string;
  readonly #symbols: readonly string[];
  readonly #ages: Ages;
  readonly #account = new QuoteAccount();
  #client: SocketIoClient | undefined;
  #isOver = false;

  constructor(url: string, symbols: readonly string[], ages: Ages) {
    this.#url = url;
    this.#symbols = symbols;
    this.#ages = ages;
    this.#open();
  }

  get totals(): Readonly<QuoteAccountTotals> {
    return this.#account.totals;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#client?.close();
  }

  #open(): void {
    const client = new SocketIoClient(new WebSocket(this.#url), {
      onConnect: () =>
        client.ask('subscribe', { symbols: this.#symbols }, (answer) => {
          const ack = answer as SubscribeAck;
          if (ack.ok) this.#account.begin(ack.snapshot.map(checkBatch));
          else client.close();
        }),
      onEvent: (name, [value]) => {
        if (name === 'quotes') this.#record(value);
      },
      onClose: () => {
        if (!this.#isOver) setTimeout(() => this.#isOver || this.#open(), AGAIN_AFTER_MS);
      },
    });
    this.#client = client;
  }

  #record(value: unknown): void {
    const now = performance.timeOrigin + performance.now();
    const { epoch, quotes } = checkBatch(value);
    for (const tuple of quotes) {
      this.#account.record(epoch, tuple);
      this.#ages.record(tuple[2], now);
    }
  }
}
