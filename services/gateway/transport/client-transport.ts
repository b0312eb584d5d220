import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { CLOSE_CODES } from '@quotebridge/contracts/wire';
import type { CloseReason, Closing } from '@quotebridge/contracts/wire';
import type { Socket } from 'socket.io';
import { textFrame } from './frame.ts';
import { TokenBucket } from '../limits/token-bucket.ts';

export interface WireLimits {
  readonly requestRate: number;
  readonly requestBurst: number;
}

/** What carries Socket.IO: a client that has joined, or is about to, or never will. */
export type EngineSocket = Socket['conn'];

/** What is used of the `ws` socket below Engine.IO. */
interface WebSocketBelow {
  readonly bufferedAmount: number;
  on(event: 'ping' | 'pong', act: () => void): void;
  removeAllListeners(event: 'message' | 'ping' | 'pong'): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** How long the goodbye to a client that is closed may take, in milliseconds. */
const GOODBYE_MS = 500;
/** Messages of any kind, for each request that a client may make: answers to pings, events that nobody knows, namespaces. */
export const MESSAGES_PER_REQUEST = 5;

/**
 * One connection, from its handshake on, whether it has joined or not.
 *
 * Packets are framed before, for many clients at once. A client that has drained has nothing in Engine.IO or `ws` that could
 * leave later, so its packet is written to the TCP socket itself, past both, which saves a quarter of its cost. Otherwise, for
 * the last word alone, it is given to Engine.IO as `wsPreEncodedFrame`, the way that Socket.IO's own adapter broadcasts. Acks
 * and ordinary emits of a socket reach the same TCP socket within the call, so the order between all of them is the order of
 * the calls.
 */
export class Wire {
  readonly #conn: EngineSocket;
  readonly #below: WebSocketBelow;
  readonly #socket: NetSocket;
  readonly #messages: TokenBucket;
  #endedFor: CloseReason | null = null;
  #isDeaf = false;

  /** `onFlood` is told of each message beyond the limit. */
  constructor(conn: EngineSocket, { requestRate, requestBurst }: WireLimits, onFlood: (wire: Wire) => void) {
    const request = conn.request as IncomingMessage & { websocket: WebSocketBelow };
    this.#conn = conn;
    this.#below = request.websocket;
    this.#socket = request.socket;
    this.#messages = new TokenBucket(requestRate * MESSAGES_PER_REQUEST, requestBurst * MESSAGES_PER_REQUEST);
    const count = () => {
      if (!this.#messages.take(performance.now())) onFlood(this);
    };
    conn.on('packet', count);
    // These go round Engine.IO, and `ws` answers a ping by itself.
    this.#below.on('ping', count);
    this.#below.on('pong', count);
  }

  /** Why the gateway ended it, where it did. */
  get endedFor(): CloseReason | null {
    return this.#endedFor;
  }

  /**
   * Whether the operating system has taken everything, of Engine.IO's writes and of those past it: a client that does not
   * read keeps at most the last write waiting here.
   */
  get isDrained(): boolean {
    return (
      this.#socket.writableLength === 0 &&
      this.#socket.writable &&
      this.#conn.transport.writable &&
      this.#conn.readyState === 'open' &&
      this.#endedFor === null
    );
  }

  /** What waits for this client in this process, in bytes (near enough: the text is almost all ASCII). */
  get waitingBytes(): number {
    const buffered = this.#conn['writeBuffer'] as readonly {
      readonly data?: string;
      readonly options?: { readonly wsPreEncodedFrame?: readonly Buffer[] };
    }[];
    const queued = buffered.reduce(
      (sum, { data, options }) => sum + (data?.length ?? 0) + (options?.wsPreEncodedFrame?.[0]?.length ?? 0),
      0,
    );
    return queued + this.#below.bufferedAmount;
  }

  /** Has all that is written in this turn of the event loop leave at once, in one write of the operating system. */
  gather(): void {
    if (this.#socket.writableCorked > 0) return;
    this.#socket.cork();
    process.nextTick(() => this.#socket.uncork());
  }

  send(frames: Buffer): void {
    if (this.isDrained) this.#socket.write(frames);
    else this.#conn.send('', { wsPreEncodedFrame: [frames] } as object);
  }

  /** Whether nothing that it says is heard any more. */
  get isDeaf(): boolean {
    return this.#isDeaf;
  }

  /** Reads nothing until it is released. What has been read already is still heard. */
  hold(): void {
    this.#below.pause();
  }

  release(): void {
    if (!this.#isDeaf) this.#below.resume();
  }

  /** Hears nothing from now on. The client may have said thousands of things, which others would wait for. */
  deafen(): void {
    this.#isDeaf = true;
    for (const event of ['message', 'ping', 'pong'] as const) this.#below.removeAllListeners(event);
    this.#below.pause();
  }

  /** Says why, as far as the client still reads, by an event and by the close frame; then ends it. */
  end(reason: CloseReason, message: string): void {
    if (this.#endedFor !== null) return;
    this.send(closingFrame({ reason, message }));
    this.#endedFor = reason;
    this.deafen();
    // The close frame goes past Engine.IO's buffer: what is in there leaves first, if the client reads.
    const goodbye = setImmediate(() => this.#below.close(CLOSE_CODES[reason], reason));
    const cut = setTimeout(() => this.#below.terminate(), GOODBYE_MS);
    this.#conn.once('close', () => {
      clearImmediate(goodbye);
      clearTimeout(cut);
    });
  }

  /** Closes the transport without the goodbye of Socket.IO, after which a client would not reconnect by itself. */
  close(): void {
    this.#conn.close(true);
  }
}

function closingFrame(word: Closing): Buffer {
  return textFrame(`42["closing",${JSON.stringify(word)}]`);
}
