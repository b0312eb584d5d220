import { Socket as TcpSocket } from 'node:net';
import type { Socket as EngineIoSocket } from 'socket.io';
import type { WebSocket } from 'ws';

/** What carries Socket.IO: a client that has joined, or is about to, or never will. */
export type EngineSocket = EngineIoSocket['conn'];

/**
 * The TCP socket below a WebSocket, where frames may be written to it directly: past Engine.IO and `ws`, which costs a quarter
 * less a packet. `null` where that is not safe, and frames have to be sent through both.
 *
 * This is all that the gateway uses of what libraries keep to themselves: that `ws` writes frames to its `_socket` as they are, one
 * after the other, when nothing is compressed. So the socket has to be that of the request, and no extension negotiated.
 */
export function directSocketOf(conn: EngineSocket, webSocket: WebSocket): TcpSocket | null {
  const { socket } = conn.request;
  const below: { readonly _socket?: unknown } = webSocket as object;
  if (!(socket instanceof TcpSocket) || below._socket !== socket) return null;
  if (webSocket.extensions !== '' || conn.transport.name !== 'websocket') return null;
  return socket;
}
