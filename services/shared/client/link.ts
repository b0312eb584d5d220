import type {
  ClientToServerEvents,
  Closing,
  GatewayStatus,
  GatewayTrace,
  QuoteBatch,
  ServerToClientEvents,
  SubscribeAck,
  SubscribeRequest,
} from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** What one connection tells. Nothing is checked yet. */
export interface LinkHandlers {
  /** What to ask for, at each attempt; `null` when it is nothing: then the gateway's first status is its answer. */
  readonly request: () => SubscribeRequest | null;
  /** The answer to the request. False when it is of no use: the link asks again later. */
  readonly onAnswer: (answer: SubscribeAck) => boolean;
  readonly onQuotes: (batch: QuoteBatch) => void;
  readonly onStatus: (status: GatewayStatus) => void;
  readonly onTraced: (trace: GatewayTrace) => void;
  readonly onLost: () => void;
  readonly onRelocate: () => void;
  readonly onClosing: (word: Closing) => void;
  /** A packet came, this large. */
  readonly onBytes: (count: number) => void;
}

const ACK_WITHIN_MS = 5_000;
const TRY_AGAIN_AFTER_MS = 1_000;
/** A gateway speaks every second, so a connection this silent is dead, whatever TCP says. */
const DEAD_AFTER_MS = 6_000;

/** A connection to a gateway that is dialled again for as long as it is not disposed of, and asks each time. */
export class Link implements Disposable {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #handlers: LinkHandlers;
  #isDisposed = false;
  #isAnswered = false;
  /** Connected, with nothing to ask for. */
  #isIdle = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, handlers: LinkHandlers) {
    this.#handlers = handlers;
    this.#socket = io(origin, {
      transports: ['websocket'],
      forceNew: true,
      timeout: ACK_WITHIN_MS,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_000,
    });
    this.#socket.on('connect', this.ask);
    this.#socket.on('disconnect', this.#onLost);
    this.#socket.on('connect_error', this.#onLost);
    this.#socket.on('quotes', (batch) => {
      if (this.#isAnswered) handlers.onQuotes(batch);
    });
    this.#socket.on('status', (status) => {
      this.#watch();
      if (this.#isIdle) this.#isAnswered = handlers.onAnswer({ ok: true, snapshot: [], status });
      else handlers.onStatus(status);
      this.#isIdle = false;
    });
    this.#socket.on('traced', (trace) => handlers.onTraced(trace));
    this.#socket.on('relocate', () => handlers.onRelocate());
    this.#socket.on('closing', (word) => handlers.onClosing(word));
    this.#socket.io.on('open', () => {
      // Text that is almost all ASCII: as many characters as bytes.
      this.#socket.io.engine.on('packet', ({ data }) => handlers.onBytes(typeof data === 'string' ? data.length : 0));
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearTimeout(this.#again);
    clearTimeout(this.#watchdog);
    this.#socket.off();
    this.#socket.disconnect();
  }

  /** True from the answer to the request until the connection is lost. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  readonly ask = (): void => {
    this.#watch();
    const request = this.#handlers.request();
    this.#isIdle = request === null;
    if (request !== null) this.#socket.timeout(ACK_WITHIN_MS).emit('subscribe', request, this.#onAck);
  };

  /** Subscribes to more. Events keep their order: what comes before the answer is of what was asked for before. */
  add(request: SubscribeRequest, onAnswer: (answer: SubscribeAck) => void): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('subscribe', request, (unanswered, answer) => {
      if (!this.#socket.connected) return;
      if (unanswered === null) onAnswer(answer);
      else this.#redial();
    });
  }

  /** Unsubscribes. Nothing of those symbols comes after the answer. */
  release(symbols: readonly string[] | '*', onAnswer: () => void): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('unsubscribe', { symbols }, (unanswered, answer) => {
      if (!this.#socket.connected) return;
      if (unanswered === null && answer.ok) onAnswer();
      else this.#redial();
    });
  }

  /** Has the next quote of a symbol followed. A gateway that does not know how leaves the question unanswered. */
  trace(symbol: string): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('trace', { symbol }, () => undefined);
  }

  readonly #onAck = (unanswered: Error | null, answer: SubscribeAck): void => {
    if (!this.#socket.connected) return;
    if (unanswered !== null) {
      this.#redial();
      return;
    }
    this.#isAnswered = this.#handlers.onAnswer(answer);
    if (!this.#isAnswered) this.#later(this.ask);
  };

  readonly #onLost = (): void => {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#again);
    this.#isAnswered = false;
    this.#isIdle = false;
    this.#handlers.onLost();
    // Socket.IO does not redial by itself when it was the server that ended or refused the connection. Nor may this one
    // when that was the end of it.
    if (!this.#isDisposed && !this.#socket.active) this.#later(() => this.#socket.connect());
  };

  readonly #redial = (): void => {
    this.#socket.disconnect();
    clearTimeout(this.#again);
    this.#socket.connect();
  };

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(this.#redial, DEAD_AFTER_MS);
  }

  #later(action: () => void): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(action, TRY_AGAIN_AFTER_MS * (0.5 + Math.random()));
  }
}
