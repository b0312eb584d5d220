import type { Socket as TcpSocket } from 'node:net';
import { CLOSE_CODES } from '@quotebridge/contracts/wire';
import type { CloseReason, Closing } from '@quotebridge/contracts/wire';
import type { WebSocket } from 'ws';
import { ClientBudget } from '../limits/client-budget.ts';
import type { BudgetLimits } from '../limits/client-budget.ts';
import { payloadsOf, textFrame } from './frame.ts';
import { directSocketOf } from './internals.ts';
import type { EngineSocket } from './internals.ts';
import { webSocketOf } from './serial-web-socket-server.ts';

export interface TransportLimits extends BudgetLimits {
  /** The most bytes that may wait for a client. */
  readonly maxSendBufferBytes: number;
  /** Whether packets are written to the TCP socket directly where that is possible. */
  readonly directWrites: boolean;
}

/** How long a client has to read why it is closed, in milliseconds. */
const CLOSE_GRACE_MS = 500;

/**
 * One connection, from its handshake on, whether it has joined Socket.IO's namespace or not.
 *
 * Packets arrive framed, for many clients at once. When a client has drained, neither Engine.IO nor `ws` holds anything back, so
 * the packet is written to the TCP socket directly; otherwise it goes through Engine.IO. Acks and ordinary emits reach the
 * same TCP socket within the call, so all of them keep the order of the calls.
 */
export class ClientTransport {
  readonly #conn: EngineSocket;
  readonly #webSocket: WebSocket;
  readonly #direct: TcpSocket | null;
  readonly #limits: TransportLimits;
  readonly #budget: ClientBudget;
  /** The bytes that Engine.IO holds back until its transport is writable. */
  #queuedBytes = 0;
  #closedFor: CloseReason | null = null;
  #isReading = true;

  /** `onFlood` is called with each message beyond the budget. */
  constructor(conn: EngineSocket, limits: TransportLimits, onFlood: (transport: ClientTransport) => void) {
    this.#conn = conn;
    this.#webSocket = webSocketOf(conn.request);
    this.#direct = limits.directWrites ? directSocketOf(conn, this.#webSocket) : null;
    this.#limits = limits;
    this.#budget = new ClientBudget(limits);
    conn.on('packetCreate', ({ data }: { readonly data?: unknown }) => {
      if (typeof data === 'string') this.#queuedBytes += data.length;
    });
    conn.on('flush', () => {
      this.#queuedBytes = 0;
    });
    const count = () => {
      if (this.#isReading && !this.#budget.takeMessage(performance.now())) onFlood(this);
    };
    conn.on('packet', count);
    // These do not reach Engine.IO: `ws` answers a ping by itself.
    this.#webSocket.on('ping', count);
    this.#webSocket.on('pong', count);
  }

  /** Why the gateway closed it; `null` when it has not. */
  get closedFor(): CloseReason | null {
    return this.#closedFor;
  }

  /** Whether packets are written to the TCP socket directly. */
  get isDirect(): boolean {
    return this.#direct !== null;
  }

  /** Whether the client's messages are still processed. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /**
   * Whether the operating system has taken all of Engine.IO's writes and the direct ones. Nothing is sent to a client that has
   * not drained, so for a client that does not read at most one write waits here.
   */
  get isDrained(): boolean {
    return (
      (this.#direct === null
        ? this.#webSocket.bufferedAmount === 0
        : this.#direct.writableLength === 0 && this.#direct.writable) &&
      this.#conn.transport.writable &&
      this.#conn.readyState === 'open' &&
      this.#closedFor === null
    );
  }

  /** The bytes that wait for this client in this process (approximately: the text is almost all ASCII). */
  get waitingBytes(): number {
    return this.#queuedBytes + this.#webSocket.bufferedAmount;
  }

  /** Takes a request from the budget: false when it is exceeded. `weight` is the number of requests that it counts as. */
  takeRequest(weight: number): boolean {
    return this.#budget.takeRequest(performance.now(), weight);
  }

  /** Joins everything that is written in this turn of the event loop into one write to the operating system. */
  corkForThisTurn(): void {
    const direct = this.#direct;
    if (direct === null || direct.writableCorked > 0) return;
    direct.cork();
    process.nextTick(() => direct.uncork());
  }

  /** Sends Engine.IO messages that are framed for WebSocket. */
  send(frames: Buffer): void {
    if (this.#direct !== null && this.isDrained) this.#direct.write(frames);
    // Engine.IO adds the message type again.
    else for (const payload of payloadsOf(frames)) this.#conn.send(payload.slice(1));
  }

  /** Stops reading until `resume`. Messages that were read already are still processed. */
  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    if (this.#isReading) this.#webSocket.resume();
  }

  /** Processes no further messages: the client may have sent thousands, which would delay other clients. */
  stopReading(): void {
    this.#isReading = false;
    for (const event of ['message', 'ping', 'pong'] as const) this.#webSocket.removeAllListeners(event);
    this.#webSocket.pause();
  }

  /** Closes the connection. The reason is in a last event and in the close frame. */
  closeWith(reason: CloseReason, message: string): void {
    if (this.#closedFor !== null) return;
    this.send(closingFrame({ reason, message }));
    this.#closedFor = reason;
    this.stopReading();
    // Later, since the close frame bypasses Engine.IO's buffer, whose content should leave first.
    const closing = setImmediate(() => this.#webSocket.close(CLOSE_CODES[reason], reason));
    const terminating = setTimeout(() => this.#webSocket.terminate(), CLOSE_GRACE_MS);
    this.#conn.once('close', () => {
      clearImmediate(closing);
      clearTimeout(terminating);
    });
  }

  /** Closes a client for which too much waits. True when it does. */
  closeIfFull(): boolean {
    const { maxSendBufferBytes } = this.#limits;
    if (this.waitingBytes <= maxSendBufferBytes) return false;
    this.closeWith('slow_consumer', `requests without reading: more than ${maxSendBufferBytes} bytes wait`);
    return true;
  }

  /** Closes the transport without Socket.IO's disconnect packet, after which a client would not reconnect by itself. */
  close(): void {
    this.#conn.close(true);
  }
}

function closingFrame(closing: Closing): Buffer {
  return textFrame(`42["closing",${JSON.stringify(closing)}]`);
}
