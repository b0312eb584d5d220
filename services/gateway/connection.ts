import type { IncomingMessage } from 'node:http';
import type { ClientToServerEvents, GatewayStatus, ServerToClientEvents } from '@quotebridge/contracts/wire';
import type { Socket } from 'socket.io';
import type { Outlet } from './conflator.ts';

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/**
 * One client's way out.
 *
 * Packets are encoded before, for many clients at once, and given to Engine.IO as the text that Socket.IO would have made.
 * Acks and ordinary emits of a socket end in the same `conn.write`, and from there in one buffer sent in order, so the
 * order between all of them is the order of the calls.
 */
export class Connection implements Outlet {
  readonly #socket: ClientSocket;

  constructor(socket: ClientSocket) {
    this.#socket = socket;
  }

  /**
   * Engine.IO's transport is writable again once the operating system has taken everything of the last write: a client
   * that does not read keeps at most that write waiting here.
   */
  get isDrained(): boolean {
    const { conn } = this.#socket;
    return conn.readyState === 'open' && conn.transport.writable;
  }

  /** What waits for this client in this process, in bytes (near enough: the text is almost all ASCII). */
  get waitingBytes(): number {
    const { conn } = this.#socket;
    const { websocket } = conn.request as IncomingMessage & { websocket?: { bufferedAmount: number } };
    const buffered = conn['writeBuffer'] as readonly { readonly data?: string }[];
    const queued = buffered.reduce((sum, packet) => sum + (packet.data?.length ?? 0), 0);
    return queued + (websocket?.bufferedAmount ?? 0);
  }

  send(epoch: number, tuples: readonly string[]): void {
    this.#socket.conn.send(`2["quotes",{"epoch":${epoch},"quotes":[${tuples.join(',')}]}]`);
  }

  /** A client that has not drained misses it: the next one comes within a second. */
  sendStatus(packet: string): void {
    if (this.isDrained) this.#socket.conn.send(packet);
  }

  /** Closes the transport without the goodbye of Socket.IO, after which a client would not reconnect by itself. */
  close(): void {
    this.#socket.conn.close(true);
  }
}

export function statusPacket(status: GatewayStatus): string {
  return `2["status",${JSON.stringify(status)}]`;
}
