import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { ClientToServerEvents, ServerToClientEvents } from '@quotebridge/contracts/wire';
import { Server } from 'socket.io';
import { refuseTransport } from '../admission/handshake-advice.ts';
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
  /** Socket.IO is attached to it. */
  readonly server: HttpServer;
  readonly limits: SocketServerLimits;
  readonly allowRequest: (
    request: IncomingMessage,
    decide: (refusal: string | null, isAllowed: boolean) => void,
  ) => void;
  /** Called with each connection, whether it joins or not. */
  readonly onConnection: (conn: EngineSocket) => void;
  /** Called for each request for a transport other than WebSocket. */
  readonly onUnsupportedTransport: () => void;
  readonly onFlood: (transport: ClientTransport) => void;
}

export interface SocketServer {
  readonly io: Server<ClientToServerEvents, ServerToClientEvents>;
  /** All connections, joined or not. */
  readonly transports: ReadonlyMap<EngineSocket, ClientTransport>;
}

interface ConnectionError {
  /** `res` is set unless it was a WebSocket handshake. */
  readonly req: IncomingMessage & { readonly res?: ServerResponse };
  readonly code: number;
}

/** Creates a Socket.IO server that supports only WebSocket. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { server, limits, allowRequest, onConnection, onUnsupportedTransport, onFlood } = options;
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
  // Answers before Engine.IO does: its own answer does not say what to do.
  io.engine.on('connection_error', ({ req, code }: ConnectionError) => {
    if (req.res === undefined) return;
    onUnsupportedTransport();
    refuseTransport(req.res, code);
  });
  io.engine.on('connection', (conn: EngineSocket) => {
    onConnection(conn);
    transports.set(conn, new ClientTransport(conn, limits, onFlood));
    conn.once('close', () => transports.delete(conn));
  });
  return { io, transports };
}
