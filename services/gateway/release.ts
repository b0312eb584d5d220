import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EngineSocket } from './transport/client-transport.ts';

/**
 * A client's HTTP request with its headers is of no use once it is a WebSocket, and is a sixth of what a client costs. It is
 * free when nobody refers to it: Engine.IO's socket does, its stand-in for a response, and a listener that it leaves behind.
 */
export function releaseRequest(conn: EngineSocket): void {
  const { websocket } = conn.request as IncomingMessage & {
    readonly websocket: {
      listeners(event: 'error'): readonly ((error: Error) => void)[];
      removeListener(event: 'error', listener: (error: Error) => void): void;
    };
  };
  for (const listener of websocket.listeners('error')) {
    if (listener.name === 'onUpgradeError') websocket.removeListener('error', listener);
  }
  Object.assign(conn, { request: null });
}

/** A middleware of Engine.IO: its stand-in for a response lives as long as the connection. */
export function releaseResponse(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  next();
  Object.assign(response, { req: null });
}
