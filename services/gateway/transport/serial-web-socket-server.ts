import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';

const OPTIONS = {
  allowSynchronousEvents: false,
  /** How long a connection may take to close after the close frame, in milliseconds. With the default of `ws`, 30 s, closing connections would escape the limits. */
  closeTimeout: 5_000,
};

const webSockets = new WeakMap<IncomingMessage, WebSocket>();

/**
 * The WebSocket server below Engine.IO. It processes one message of a client in each turn of the event loop, so that messages of
 * other clients come in between, and so that nothing more is processed after a message for which the client was closed.
 */
export class SerialWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, ...OPTIONS });
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    onUpgraded: (webSocket: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (webSocket) => {
      webSockets.set(request, webSocket);
      onUpgraded(webSocket, request);
    });
  }
}

/** The WebSocket of a handshake. Throws if it was another server's. */
export function webSocketOf(request: IncomingMessage): WebSocket {
  const webSocket = webSockets.get(request);
  if (webSocket === undefined) throw new Error('no SerialWebSocketServer has upgraded this request');
  return webSocket;
}
