import type {
  ClientToServerEvents,
  DeliveryMode,
  GatewayTrace,
  Relocate,
  ServerToClientEvents,
} from '@quotebridge/contracts/wire';
import type { Socket } from 'socket.io';
import type { Outlet } from '../delivery/conflator.ts';
import type { ProbedClient } from '../delivery/delivery-probes.ts';
import { relocateFrame, tracedFrame } from '../delivery/packets.ts';
import type { ClientTransport } from '../transport/client-transport.ts';
import { StallWatch } from '../transport/stall-watch.ts';
import type { Identity } from './identity.ts';

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

export interface ConnectionLimits {
  /** How long a client may read nothing of what it was sent, in milliseconds. */
  readonly stallMs: number;
}

/** One client that has joined. */
export class Connection implements Outlet<Buffer>, ProbedClient {
  mode: DeliveryMode | null = null;
  onSend: (() => void) | null = null;
  hasLeft = false;
  readonly transport: ClientTransport;
  readonly identity: Identity;
  readonly #stall: StallWatch;
  readonly #stallMs: number;
  #sends = 0;

  constructor(transport: ClientTransport, identity: Identity, { stallMs }: ConnectionLimits) {
    this.transport = transport;
    this.identity = identity;
    this.#stall = new StallWatch(stallMs);
    this.#stallMs = stallMs;
  }

  get isDrained(): boolean {
    return this.transport.isDrained;
  }

  /** Sends a packet of quotes. */
  send(frames: Buffer): void {
    this.#write(frames);
    this.onSend?.();
  }

  /** Skips a client that has not drained: the next status follows within a second. */
  sendStatus(frame: Buffer): void {
    if (this.isDrained) this.#write(frame);
  }

  sendTrace(trace: GatewayTrace): void {
    this.#write(tracedFrame(trace));
  }

  sendRelocate(request: Relocate): void {
    this.#write(relocateFrame(request));
  }

  /** Closes a client that was asked to relocate and did not. It may reconnect at once. */
  closeUnrelocated(): void {
    this.transport.closeWith('relocated', 'still connected at the deadline of the relocation');
  }

  /** Closes a client that has read nothing for too long. `now` in milliseconds, by a monotonic clock. */
  closeIfStalled(now: number): void {
    if (this.#stall.check(now, this.isDrained, this.#sends))
      this.transport.closeWith('slow_consumer', `read nothing for ${this.#stallMs} ms`);
  }

  /** Closes a client in mode `every` for which more than `maxQueued` quotes wait. */
  closeOverflowing(maxQueued: number): void {
    this.transport.closeWith('slow_consumer', `more than ${maxQueued} quotes wait for this client`);
  }

  #write(frames: Buffer): void {
    this.#sends += 1;
    this.transport.send(frames);
  }
}
