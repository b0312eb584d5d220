import type {
  ClientToServerEvents,
  DeliveryMode,
  GatewayTrace,
  ServerToClientEvents,
} from '@quotebridge/contracts/wire';
import type { Socket } from 'socket.io';
import type { Outlet } from '../delivery/conflator.ts';
import { tracedFrame } from '../delivery/packets.ts';
import { StallWatch } from '../transport/stall-watch.ts';
import { TokenBucket } from '../limits/token-bucket.ts';
import type { TracedClient } from '../delivery/delivery-probe.ts';
import type { Wire } from '../transport/client-transport.ts';

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

export interface ConnectionLimits {
  readonly stallMs: number;
  readonly requestRate: number;
  readonly requestBurst: number;
}

/** One client that has joined. */
export class Connection implements Outlet<Buffer>, TracedClient {
  mode: DeliveryMode | null = null;
  onSend: (() => void) | null = null;
  /** Whether anything that it asked for has been done. */
  isServed = false;
  readonly wire: Wire;
  readonly #stall: StallWatch;
  readonly #requests: TokenBucket;
  readonly #refusals: TokenBucket;
  #sends = 0;

  constructor(wire: Wire, { stallMs, requestRate, requestBurst }: ConnectionLimits) {
    this.wire = wire;
    this.#stall = new StallWatch(stallMs);
    this.#requests = new TokenBucket(requestRate, requestBurst);
    this.#refusals = new TokenBucket(requestRate, requestBurst);
  }

  get isDrained(): boolean {
    return this.wire.isDrained;
  }

  /** Whether one more request is within the limits. `weight` says how many it counts for, `now` is as below. */
  mayAsk(now: number, weight: number): boolean {
    return this.#requests.take(now, weight);
  }

  /** Whether one more refusal is worth its while: who goes on asking as fast as that is not. `now` as below. */
  mayBeRefused(now: number): boolean {
    return this.#refusals.take(now);
  }

  /** Sends a packet of quotes. */
  send(frames: Buffer): void {
    this.#write(frames);
    this.onSend?.();
  }

  /** A client that has not drained misses it: the next one comes within a second. */
  sendStatus(frame: Buffer): void {
    if (this.isDrained) this.#write(frame);
  }

  tell(trace: GatewayTrace): void {
    this.#write(tracedFrame(trace));
  }

  /** True when the client has read nothing for too long. `now` in milliseconds, by a monotonic clock. */
  isStalled(now: number): boolean {
    return this.#stall.look(now, this.isDrained, this.#sends);
  }

  #write(frames: Buffer): void {
    this.#sends += 1;
    this.wire.send(frames);
  }
}
