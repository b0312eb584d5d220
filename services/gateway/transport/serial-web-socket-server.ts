import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';

const OWN = {
  allowSynchronousEvents: false,
  /** How long a connection may take to close after the close frame, in milliseconds. The default of `ws`, 30 s, is covered by no limit. */
  closeTimeout: 5_000,
};

const webSockets = new WeakMap<IncomingMessage, WebSocket>();

/**
 * The WebSockets below Engine.IO. Of what a client sends at once, one message is processed in each turn of the event loop, so
 * that those of others come between them, and nothing more is read of a client that was ended for the one before.
 */
export class SerialWebSocketServer extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, ...OWN });
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

/** The WebSocket that a handshake became. Throws for one of another server. */
export function webSocketOf(request: IncomingMessage): WebSocket {
  const webSocket = webSockets.get(request);
  if (webSocket === undefined) throw new Error('this request did not become a WebSocket of a SerialWebSocketServer');
  return webSocket;
}
