import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { ClientToServerEvents, ServerToClientEvents } from '@quotebridge/contracts/wire';
import { Server } from 'socket.io';
import { ClientTransport } from './client-transport.ts';
import type { TransportLimits } from './client-transport.ts';
import type { EngineSocket } from './internals.ts';
import { SerialWebSocketServer } from './serial-web-socket-server.ts';

export interface SocketServerLimits extends TransportLimits {
  /** How long a client may be connected without having joined, in milliseconds. */
  readonly handshakeMs: number;
  readonly maxPayloadBytes: number;
}

export interface SocketServerOptions {
  /** Socket.IO is added to it. */
  readonly server: HttpServer;
  readonly limits: SocketServerLimits;
  readonly allowRequest: (
    request: IncomingMessage,
    decide: (refusal: string | null, isAllowed: boolean) => void,
  ) => void;
  /** Called with each connection, whether it joins or not. */
  readonly onConnection: (conn: EngineSocket) => void;
  readonly onFlood: (transport: ClientTransport) => void;
}

export interface SocketServer {
  readonly io: Server<ClientToServerEvents, ServerToClientEvents>;
  /** Of all connections, joined or not. */
  readonly transports: ReadonlyMap<EngineSocket, ClientTransport>;
}

/** Socket.IO over WebSocket alone. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { server, limits, allowRequest, onConnection, onFlood } = options;
  const transports = new Map<EngineSocket, ClientTransport>();
  const io: SocketServer['io'] = new Server(server, {
    path: '/socket.io',
    transports: ['websocket'],
    wsEngine: SerialWebSocketServer,
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.maxPayloadBytes,
    connectTimeout: limits.handshakeMs,
    allowRequest,
  });
  io.engine.on('connection', (conn: EngineSocket) => {
    onConnection(conn);
    transports.set(conn, new ClientTransport(conn, limits, onFlood));
    conn.once('close', () => transports.delete(conn));
  });
  return { io, transports };
}
