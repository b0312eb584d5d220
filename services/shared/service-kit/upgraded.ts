import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Tracks sockets upgraded from HTTP to WebSocket. A server does not close before they do, and a peer that does not read could
 * keep its socket open indefinitely: disposing destroys them.
 */
export function trackUpgraded(server: Server): Disposable {
  const sockets = new Set<Duplex>();
  server.on('upgrade', (_request, socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
