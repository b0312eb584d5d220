import { checkBatch, WireError } from '@quotebridge/contracts/wire';
import type {
  ClientToServerEvents,
  GatewayError,
  GatewayStatus,
  QuoteBatch,
  ServerToClientEvents,
  SubscribeAck,
  SubscribeRequest,
} from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** `connecting` until the first snapshot, `connected` from a snapshot on, `reconnecting` from the loss of the connection. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting';

export interface QuoteHandlers {
  readonly onState: (state: ConnectionState) => void;
  /** The state of all subscribed symbols: first of all, and again after every reconnect. */
  readonly onSnapshot: (snapshot: readonly QuoteBatch[]) => void;
  readonly onQuotes: (batch: QuoteBatch) => void;
  /** `vouched` is false until this connection's snapshot: the prices held are not this gateway's yet. */
  readonly onStatus: (status: GatewayStatus, vouched: boolean) => void;
  readonly onRefused: (error: GatewayError | WireError) => void;
}

const ACK_WITHIN_MS = 5_000;
const TRY_AGAIN_AFTER_MS = 1_000;
/** A gateway speaks every second, so a connection this silent is dead, whatever TCP says. */
const DEAD_AFTER_MS = 6_000;

/** One live subscription to a gateway that survives lost connections. */
export class QuoteClient implements Disposable {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #request: SubscribeRequest;
  readonly #handlers: QuoteHandlers;
  #state: ConnectionState = 'connecting';
  #vouched = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, request: SubscribeRequest, handlers: QuoteHandlers) {
    this.#request = request;
    this.#handlers = handlers;
    this.#socket = io(origin, {
      transports: ['websocket'],
      forceNew: true,
      timeout: ACK_WITHIN_MS,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1_000,
    });
    this.#socket.on('connect', this.#subscribe);
    this.#socket.on('disconnect', this.#onLost);
    this.#socket.on('connect_error', this.#onLost);
    this.#socket.on('quotes', this.#onQuotes);
    this.#socket.on('status', this.#onStatus);
    this.#socket.on('relocate', this.#redial);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#again);
    clearTimeout(this.#watchdog);
    this.#socket.off();
    this.#socket.disconnect();
  }

  readonly #subscribe = (): void => {
    this.#watch();
    this.#socket.timeout(ACK_WITHIN_MS).emit('subscribe', this.#request, this.#onAck);
  };

  readonly #onAck = (unanswered: Error | null, answer: SubscribeAck): void => {
    if (!this.#socket.connected) return;
    if (unanswered !== null) {
      this.#redial();
      return;
    }
    if (!answer.ok) {
      this.#handlers.onRefused(answer.error);
      this.#later(this.#subscribe);
      return;
    }
    const snapshot = this.#checked(() => answer.snapshot.map(checkBatch));
    if (snapshot === undefined) {
      this.#later(this.#subscribe);
      return;
    }
    this.#vouched = true;
    this.#handlers.onSnapshot(snapshot);
    this.#onStatus(answer.status);
    this.#enter('connected');
  };

  readonly #onQuotes = (received: QuoteBatch): void => {
    if (!this.#vouched) return;
    const batch = this.#checked(() => checkBatch(received));
    if (batch !== undefined) this.#handlers.onQuotes(batch);
  };

  readonly #onStatus = (status: GatewayStatus): void => {
    this.#watch();
    this.#handlers.onStatus(status, this.#vouched);
  };

  readonly #onLost = (): void => {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#again);
    this.#vouched = false;
    if (this.#state === 'connected') this.#enter('reconnecting');
    // Socket.IO does not redial by itself when it was the server that ended or refused the connection.
    if (!this.#socket.active) this.#later(() => this.#socket.connect());
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

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#handlers.onState(state);
  }

  #checked<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#handlers.onRefused(error);
      return undefined;
    }
  }
}
