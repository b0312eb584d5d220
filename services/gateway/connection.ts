import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { CLOSE_CODES } from '@quotebridge/contracts/wire';
import type {
  ClientToServerEvents,
  CloseReason,
  Closing,
  DeliveryMode,
  GatewayStatus,
  ServerToClientEvents,
} from '@quotebridge/contracts/wire';
import type { Socket } from 'socket.io';
import type { EncodedBatch, Outlet } from './conflator.ts';
import type { FieldSet } from './field-set.ts';
import { textFrames } from './frame.ts';
import { StallWatch } from './stall-watch.ts';
import { TokenBucket } from './token-bucket.ts';

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

export interface ConnectionLimits {
  readonly stallMs: number;
  readonly requestRate: number;
  readonly requestBurst: number;
}

/** What is used of the `ws` socket below Engine.IO. */
interface WebSocketBelow {
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** How long the goodbye to a client that is closed may take, in milliseconds. */
const GOODBYE_MS = 500;

/** A message of Engine.IO that is an event of Socket.IO. */
const EVENT = '42';

/**
 * One client's way out.
 *
 * Packets are framed before, for many clients at once. A client that has drained has nothing in Engine.IO or `ws` that could
 * leave later, so its packet is written to the TCP socket itself, past both, which saves a quarter of its cost. Otherwise, for
 * the last word alone, it is given to Engine.IO as `wsPreEncodedFrame`, the way that Socket.IO's own adapter broadcasts. Acks
 * and ordinary emits of a socket reach the same TCP socket within the call, so the order between all of them is the order of
 * the calls.
 */
export class Connection implements Outlet<Buffer> {
  mode: DeliveryMode | null = null;
  readonly #socket: ClientSocket;
  readonly #below: WebSocketBelow;
  readonly #wire: NetSocket;
  readonly #stall: StallWatch;
  readonly #requests: TokenBucket;
  readonly #refusals: TokenBucket;
  #sends = 0;
  #endedFor: CloseReason | null = null;

  constructor(socket: ClientSocket, { stallMs, requestRate, requestBurst }: ConnectionLimits) {
    this.#socket = socket;
    const { conn } = socket;
    const request = conn.request as IncomingMessage & { websocket: WebSocketBelow };
    this.#below = request.websocket;
    this.#wire = request.socket;
    this.#stall = new StallWatch(stallMs);
    this.#requests = new TokenBucket(requestRate, requestBurst);
    this.#refusals = new TokenBucket(requestRate, requestBurst);
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
    const { conn } = this.#socket;
    return (
      this.#wire.writableLength === 0 &&
      this.#wire.writable &&
      conn.transport.writable &&
      conn.readyState === 'open' &&
      this.#endedFor === null
    );
  }

  /** What waits for this client in this process, in bytes (near enough: the text is almost all ASCII). */
  get waitingBytes(): number {
    const buffered = this.#socket.conn['writeBuffer'] as readonly {
      readonly data?: string;
      readonly options?: { readonly wsPreEncodedFrame?: readonly Buffer[] };
    }[];
    const queued = buffered.reduce(
      (sum, { data, options }) => sum + (data?.length ?? 0) + (options?.wsPreEncodedFrame?.[0]?.length ?? 0),
      0,
    );
    return queued + this.#below.bufferedAmount;
  }

  /** Whether one more request is within the limits. `now` in milliseconds, by a monotonic clock. */
  mayAsk(now: number): boolean {
    return this.#requests.take(now);
  }

  /** Whether one more refusal is worth its while: who goes on asking as fast as that is not. `now` as above. */
  mayBeRefused(now: number): boolean {
    return this.#refusals.take(now);
  }

  send(frames: Buffer): void {
    this.#sends += 1;
    if (this.isDrained) this.#wire.write(frames);
    else this.#socket.conn.send('', { wsPreEncodedFrame: [frames] } as object);
  }

  /** A client that has not drained misses it: the next one comes within a second. */
  sendStatus(frames: Buffer): void {
    if (this.isDrained) this.send(frames);
  }

  /** True when the client has read nothing for too long. `now` in milliseconds, by a monotonic clock. */
  isStalled(now: number): boolean {
    return this.#stall.look(now, this.isDrained, this.#sends);
  }

  /** Says why, as far as the client still reads, by an event and by the close frame; then ends it. */
  end(reason: CloseReason, message: string): void {
    if (this.#endedFor !== null) return;
    this.send(closingFrames({ reason, message }));
    this.#endedFor = reason;
    // The close frame goes past Engine.IO's buffer: what is in there leaves first, if the client reads.
    const goodbye = setImmediate(() => this.#below.close(CLOSE_CODES[reason], reason));
    const cut = setTimeout(() => this.#below.terminate(), GOODBYE_MS);
    this.#socket.once('disconnect', () => {
      clearImmediate(goodbye);
      clearTimeout(cut);
    });
  }

  /** Closes the transport without the goodbye of Socket.IO, after which a client would not reconnect by itself. */
  close(): void {
    this.#socket.conn.close(true);
  }
}

/** One packet for each epoch, all in one buffer. */
export function quoteFrames(batches: readonly EncodedBatch[], { event }: FieldSet): Buffer {
  return textFrames(
    batches.map(({ epoch, tuples }) => `${EVENT}["${event}",{"epoch":${epoch},"quotes":[${tuples.join(',')}]}]`),
  );
}

export function statusFrames(status: GatewayStatus): Buffer {
  return textFrames([`${EVENT}["status",${JSON.stringify(status)}]`]);
}

function closingFrames(word: Closing): Buffer {
  return textFrames([`${EVENT}["closing",${JSON.stringify(word)}]`]);
}
