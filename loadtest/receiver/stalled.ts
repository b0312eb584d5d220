import { once } from 'node:events';
import { WebSocket } from 'ws';
import { CONNECT, encodeEvent } from '../lib/packets.ts';

/** Opens so many clients that subscribe to the whole market and then read nothing. Disposing lets them go. */
export async function stallClients(url: string, count: number): Promise<Disposable> {
  const sockets = await Promise.all(Array.from({ length: count }, () => stallOne(url)));
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.terminate();
    },
  };
}

async function stallOne(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  // It is the gateway's to end it; that it does is seen in its metrics.
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send(CONNECT);
  socket.send(encodeEvent('subscribe', [{ symbols: '*' }], 1));
  await once(socket, 'message');
  socket.pause();
  return socket;
}
