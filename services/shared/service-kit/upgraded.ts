import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Remembers the sockets that left HTTP for WebSocket. A server does not close before they do, and a peer that reads
 * nothing would keep its own open for as long as it likes: disposing cuts them.
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
