import { WebSocketServer } from 'ws';
import type { ServerOptions } from 'ws';

/**
 * The WebSockets below Engine.IO. Of what a client says at once, one message is heard in each turn of the event loop, so that
 * others are heard between them, and nothing is read any more of a client that has been ended for the one before.
 */
export class OneATurn extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, allowSynchronousEvents: false });
  }
}
