import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ClientToServerEvents,
  GatewayStatus,
  QuoteBatch,
  ServerToClientEvents,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import { Server } from 'socket.io';

export const status: GatewayStatus = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 1,
  now: 1_700_000_000_000,
};

export function batch(seq: number, conflated = 0): QuoteBatch {
  return { epoch: 1, quotes: [['A', seq, status.now, 1, '1.0', 1, '1.1', 1, '1.0', conflated]] };
}

export const snapshot: SubscribeAck = { ok: true, snapshot: [batch(1)], status };

const instrument = { symbol: 'A', name: 'Acme', currency: 'USD', tickSize: '0.1', source: 'simulated' };

/** A real Socket.IO server that answers `subscribe` from a script, the last answer again and again. Tests emit everything else. */
export async function gateway(script: SubscribeAck[]) {
  const http = createServer((_request, response) => {
    response.end(JSON.stringify({ instruments: [instrument], total: 1, next: null }));
  });
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(http, { transports: ['websocket'] });
  const requests: unknown[] = [];
  io.on('connection', (socket) => {
    socket.on('subscribe', (request, ack) => {
      requests.push(request);
      const answer = script.length > 1 ? script.shift() : script[0];
      if (answer !== undefined) ack(answer);
    });
    socket.on('unsubscribe', (request, ack) => {
      requests.push({ unsubscribe: request.symbols });
      ack({ ok: true });
    });
    socket.on('trace', ({ symbol }, ack) => {
      ack({ ok: true });
      socket.emit('traced', { symbol, epoch: 1, seq: 2, received: 1, streamed: 2, sent: 3 });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    io,
    script,
    requests,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => io.close(),
  };
}
