import { WebSocketServer } from 'ws';
import type { ServerOptions } from 'ws';

const OWN = {
  allowSynchronousEvents: false,
  /** How long one that is closed may take to say goodbye, in milliseconds. `ws` gives it 30 s, which no limit counts. */
  closeTimeout: 5_000,
};

/**
 * The WebSockets below Engine.IO. Of what a client says at once, one message is heard in each turn of the event loop, so that
 * others are heard between them, and nothing is read any more of a client that has been ended for the one before.
 */
export class OneATurn extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, ...OWN });
  }
}
