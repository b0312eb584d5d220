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
  /** The most that may wait for a client, in bytes. */
  readonly maxSendBufferBytes: number;
  /** Whether packets are written to the TCP socket where that is possible. */
  readonly directWrites: boolean;
}

/** How long a client that is closed has to read why, in milliseconds. */
const CLOSE_GRACE_MS = 500;

/**
 * One connection, from its handshake on, whether it has joined or not.
 *
 * Packets are framed before, for many clients at once. A client that has drained has nothing in Engine.IO or `ws` that could
 * leave later, so its packet is written to the TCP socket itself. Otherwise it goes through Engine.IO. Acks and ordinary emits
 * of a socket reach the same TCP socket within the call, so the order between all of them is the order of the calls.
 */
export class ClientTransport {
  readonly #conn: EngineSocket;
  readonly #webSocket: WebSocket;
  readonly #direct: TcpSocket | null;
  readonly #limits: TransportLimits;
  readonly #budget: ClientBudget;
  /** What Engine.IO holds back until its transport is writable, in bytes. */
  #queuedBytes = 0;
  #endedFor: CloseReason | null = null;
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

  /** Why the gateway ended it, where it did. */
  get endedFor(): CloseReason | null {
    return this.#endedFor;
  }

  /** Whether packets are written to the TCP socket. */
  get isDirect(): boolean {
    return this.#direct !== null;
  }

  /** Whether what the client sends is still processed. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /**
   * Whether the operating system has taken everything, of Engine.IO's writes and of direct ones: a client that does not read
   * keeps at most the last write waiting here.
   */
  get isDrained(): boolean {
    return (
      (this.#direct === null
        ? this.#webSocket.bufferedAmount === 0
        : this.#direct.writableLength === 0 && this.#direct.writable) &&
      this.#conn.transport.writable &&
      this.#conn.readyState === 'open' &&
      this.#endedFor === null
    );
  }

  /** What waits for this client in this process, in bytes (near enough: the text is almost all ASCII). */
  get waitingBytes(): number {
    return this.#queuedBytes + this.#webSocket.bufferedAmount;
  }

  /** Whether a request is within the budget. `weight` says how many it counts for. */
  mayAsk(weight: number): boolean {
    return this.#budget.takeRequest(performance.now(), weight);
  }

  /** Makes one write of the operating system of all that is written in this turn of the event loop. */
  gather(): void {
    const direct = this.#direct;
    if (direct === null || direct.writableCorked > 0) return;
    direct.cork();
    process.nextTick(() => direct.uncork());
  }

  /** Sends WebSocket frames of Engine.IO messages. */
  send(frames: Buffer): void {
    if (this.#direct !== null && this.isDrained) this.#direct.write(frames);
    // Engine.IO puts the type of a message before it again.
    else for (const payload of payloadsOf(frames)) this.#conn.send(payload.slice(1));
  }

  /** Reads nothing until it is resumed. What has been read already is still processed. */
  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    if (this.#isReading) this.#webSocket.resume();
  }

  /** Processes nothing from now on. The client may have sent thousands of messages, which others would wait for. */
  stopReading(): void {
    this.#isReading = false;
    for (const event of ['message', 'ping', 'pong'] as const) this.#webSocket.removeAllListeners(event);
    this.#webSocket.pause();
  }

  /** Sends the reason, as far as the client still reads, as an event and in the close frame; then ends it. */
  end(reason: CloseReason, message: string): void {
    if (this.#endedFor !== null) return;
    this.send(closingFrame({ reason, message }));
    this.#endedFor = reason;
    this.stopReading();
    // The close frame goes past Engine.IO's buffer: what is in there leaves first, if the client reads.
    const closing = setImmediate(() => this.#webSocket.close(CLOSE_CODES[reason], reason));
    const cut = setTimeout(() => this.#webSocket.terminate(), CLOSE_GRACE_MS);
    this.#conn.once('close', () => {
      clearImmediate(closing);
      clearTimeout(cut);
    });
  }

  /** Ends a client for which more waits than may. True when it does. */
  endIfFull(): boolean {
    const { maxSendBufferBytes } = this.#limits;
    if (this.waitingBytes <= maxSendBufferBytes) return false;
    this.end('slow_consumer', `asks without reading: more than ${maxSendBufferBytes} bytes wait`);
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
