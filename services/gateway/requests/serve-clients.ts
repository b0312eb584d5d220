import type { ClientToServerEvents, GatewayStatus } from '@quotebridge/contracts/wire';
import type { Delivery } from '../delivery/delivery.ts';
import type { DemandCounter } from '../demand/demand-counter.ts';
import type { SocketServer } from '../transport/socket-server.ts';
import type { Answering } from './answering.ts';
import { Connection } from './connection.ts';
import type { ClientSocket, ConnectionLimits } from './connection.ts';
import { ANONYMOUS } from './identity.ts';
import { Refusal } from './refusals.ts';
import { subscribe, trace, unsubscribe } from './requests.ts';
import type { RequestDeps, Requester } from './requests.ts';

type Request = keyof ClientToServerEvents;

/** A missing event does not compile. */
const REQUESTS: Readonly<Record<Request, true>> = { subscribe: true, unsubscribe: true, trace: true };

export type ServeLimits = ConnectionLimits & Pick<RequestDeps, 'maxSymbols'>;

export interface ServeDeps extends Pick<RequestDeps, 'quotes' | 'instruments'> {
  readonly sockets: SocketServer;
  readonly connections: Set<Connection>;
  readonly delivery: Delivery;
  readonly demand: DemandCounter<Requester>;
  readonly answering: Answering;
  readonly status: () => GatewayStatus;
  readonly limits: ServeLimits;
  readonly onDisconnected: (connection: Connection, reason: string) => void;
}

/** Serves the requests of connected clients, and removes clients that disconnect. */
export function serveClients(deps: ServeDeps): void {
  const { sockets, connections, delivery, demand, answering, status, limits, onDisconnected } = deps;
  const { conflator, lossless, probes } = delivery;
  const requests = { ...deps, ...limits, conflator, lossless, probes };
  sockets.io.on('connection', (socket: ClientSocket) => {
    const transport = sockets.transports.get(socket.conn);
    if (transport === undefined) return;
    const connection = new Connection(transport, ANONYMOUS, limits);
    connections.add(connection);
    socket.emit('status', status());
    const on = (event: Request, handle: (request: unknown) => object | void) =>
      socket.on(event, (...args: unknown[]) => answering.answer(connection, args, (request) => handle(request) ?? {}));
    on('subscribe', (request) => ({ ...subscribe(requests, connection, request), status: status() }));
    on('unsubscribe', (request) => unsubscribe(requests, connection, request));
    on('trace', (request) => trace(requests, connection, request));
    socket.onAny((event: string, ...args: unknown[]) => {
      if (Object.hasOwn(REQUESTS, event) || typeof args.at(-1) !== 'function') return;
      answering.answer(connection, args, () => {
        throw new Refusal('bad_request', `no such event; the events are ${Object.keys(REQUESTS).join(', ')}`);
      });
    });
    socket.on('disconnect', (reason) => {
      connection.hasLeft = true;
      connections.delete(connection);
      delivery.remove(connection);
      demand.removed(connection);
      onDisconnected(connection, reason);
    });
  });
}
