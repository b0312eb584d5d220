import type {
  ClientToServerEvents,
  Closing,
  GatewayStatus,
  GatewayTrace,
  QuoteBatch,
  Relocate,
  ServerToClientEvents,
  SubscribeAck,
  SubscribeRequest,
} from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** Called with what arrives on one connection. Nothing is validated yet. */
export interface ConnectionHandlers {
  /** The request for each attempt to subscribe; `null` for no symbols: then the gateway's first status counts as the answer. */
  readonly nextRequest: () => SubscribeRequest | null;
  /** The answer to the request. Returns false when it cannot be used: the connection requests again later. */
  readonly onAnswer: (answer: SubscribeAck) => boolean;
  readonly onQuotes: (batch: QuoteBatch) => void;
  readonly onStatus: (status: GatewayStatus) => void;
  readonly onTraced: (trace: GatewayTrace) => void;
  readonly onLost: () => void;
  readonly onRelocate: (request: Relocate) => void;
  readonly onClosing: (closing: Closing) => void;
  /** A packet of this size arrived. */
  readonly onBytes: (count: number) => void;
}

const ACK_WITHIN_MS = 5_000;
const TRY_AGAIN_AFTER_MS = 1_000;
/** A gateway sends a status every second, so a connection that is silent for this long is dead, even if TCP still holds it. */
const DEAD_AFTER_MS = 6_000;

/** A connection to a gateway. Until it is disposed of it reconnects after every loss, and subscribes each time. */
export class GatewayConnection implements Disposable {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #handlers: ConnectionHandlers;
  #isDisposed = false;
  #isSubscribed = false;
  /** Connected, with no symbols to request. */
  #isIdle = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, handlers: ConnectionHandlers) {
    this.#handlers = handlers;
    this.#socket = io(origin, {
      transports: ['websocket'],
      forceNew: true,
      timeout: ACK_WITHIN_MS,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_000,
    });
    this.#socket.on('connect', this.request);
    this.#socket.on('disconnect', this.#onLost);
    this.#socket.on('connect_error', this.#onLost);
    this.#socket.on('quotes', (batch) => {
      if (this.#isSubscribed) handlers.onQuotes(batch);
    });
    this.#socket.on('status', (status) => {
      this.#restartWatchdog();
      if (this.#isIdle) this.#isSubscribed = handlers.onAnswer({ ok: true, snapshot: [], status });
      else handlers.onStatus(status);
      this.#isIdle = false;
    });
    this.#socket.on('traced', (trace) => handlers.onTraced(trace));
    this.#socket.on('relocate', (request) => handlers.onRelocate(request));
    this.#socket.on('closing', (closing) => handlers.onClosing(closing));
    this.#socket.io.on('open', () => {
      // The text is almost all ASCII: as many characters as bytes.
      this.#socket.io.engine.on('packet', ({ data }) => handlers.onBytes(typeof data === 'string' ? data.length : 0));
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#socket.off();
    this.#socket.disconnect();
  }

  /** True from the answer to the request until the connection is lost. */
  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  /** Requests the whole subscription. */
  readonly request = (): void => {
    this.#restartWatchdog();
    const request = this.#handlers.nextRequest();
    this.#isIdle = request === null;
    if (request !== null) this.#socket.timeout(ACK_WITHIN_MS).emit('subscribe', request, this.#onAck);
  };

  /** Subscribes to more symbols. Events keep their order: quotes that arrive before the answer belong to earlier requests. */
  subscribe(request: SubscribeRequest, onAnswer: (answer: SubscribeAck) => void): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('subscribe', request, (unanswered, answer) => {
      if (!this.#socket.connected) return;
      if (unanswered === null) onAnswer(answer);
      else this.#reconnect();
    });
  }

  /** Unsubscribes. No quote of those symbols arrives after the answer. */
  unsubscribe(symbols: readonly string[] | '*', onAnswer: () => void): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('unsubscribe', { symbols }, (unanswered, answer) => {
      if (!this.#socket.connected) return;
      if (unanswered === null && answer.ok) onAnswer();
      else this.#reconnect();
    });
  }

  /** Traces the next quote of a symbol. A gateway that does not support it leaves the request unanswered, which is ignored. */
  trace(symbol: string): void {
    this.#socket.timeout(ACK_WITHIN_MS).emit('trace', { symbol }, () => undefined);
  }

  readonly #onAck = (unanswered: Error | null, answer: SubscribeAck): void => {
    if (!this.#socket.connected) return;
    if (unanswered !== null) {
      this.#reconnect();
      return;
    }
    this.#isSubscribed = this.#handlers.onAnswer(answer);
    if (!this.#isSubscribed) this.#later(this.request);
  };

  readonly #onLost = (): void => {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#isSubscribed = false;
    this.#isIdle = false;
    this.#handlers.onLost();
    // Socket.IO does not reconnect by itself when the server disconnected the socket or refused it. The handler may have
    // disposed of this connection.
    if (!this.#isDisposed && !this.#socket.active) this.#later(() => this.#socket.connect());
  };

  readonly #reconnect = (): void => {
    this.#socket.disconnect();
    clearTimeout(this.#retry);
    this.#socket.connect();
  };

  #restartWatchdog(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(this.#reconnect, DEAD_AFTER_MS);
  }

  #later(act: () => void): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(act, TRY_AGAIN_AFTER_MS * (0.5 + Math.random()));
  }
}
