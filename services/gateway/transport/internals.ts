import { Socket as TcpSocket } from 'node:net';
import type { Socket as EngineIoSocket } from 'socket.io';
import type { WebSocket } from 'ws';

/** The Engine.IO socket below Socket.IO, which exists before the client joins a namespace. */
export type EngineSocket = EngineIoSocket['conn'];

/**
 * The TCP socket below a WebSocket if frames may be written to it directly, which bypasses Engine.IO and `ws` and costs a quarter
 * less a packet. `null` if that is not safe: then frames must be sent through both.
 *
 * It relies on an internal of `ws`: frames are written to `_socket` unchanged and in order when nothing is compressed. So the
 * socket must be that of the request, and no extension may have been negotiated. The gateway uses no other internals of Node,
 * `ws`, Engine.IO or the NATS client.
 */
export function directSocketOf(conn: EngineSocket, webSocket: WebSocket): TcpSocket | null {
  const { socket } = conn.request;
  const below: { readonly _socket?: unknown } = webSocket as object;
  if (!(socket instanceof TcpSocket) || below._socket !== socket) return null;
  if (webSocket.extensions !== '' || conn.transport.name !== 'websocket') return null;
  return socket;
}
