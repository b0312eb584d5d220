import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { WebSocket } from 'ws';
import { SocketIoClient } from '../lib/socket-io.ts';

/**
 * Opens so many clients that subscribe to the whole market and then read nothing. Resolves when all are stalled,
 * rejects when one of them cannot. Disposing lets them go.
 */
export async function stallClients(url: string, count: number): Promise<Disposable> {
  const sockets: WebSocket[] = [];
  const letGo = () => {
    for (const socket of sockets) socket.terminate();
  };
  const stalled = Array.from({ length: count }, () => {
    const socket = new WebSocket(url);
    sockets.push(socket);
    return stall(socket);
  });
  try {
    await Promise.all(stalled);
  } catch (error) {
    letGo();
    throw error;
  }
  return { [Symbol.dispose]: letGo };
}

function stall(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new SocketIoClient(socket, {
      onConnect: () =>
        client.ask('subscribe', { symbols: '*' }, (answer) => {
          const { ok } = answer as SubscribeAck;
          if (!ok) return reject(new Error(`a client that is to stall may not subscribe: ${JSON.stringify(answer)}`));
          socket.pause();
          resolve();
        }),
      onEvent: () => undefined,
      // Later it is the gateway's to end it; that it does is seen in its metrics.
      onClose: (why) => reject(new Error(`a client that is to stall lost its connection: ${why}`)),
    });
  });
}
