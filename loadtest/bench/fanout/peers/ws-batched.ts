import { encodeTupleHead, finishTuple } from '@quotebridge/contracts/wire';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { quotesIn } from './quotes-in.ts';

const FLUSH_MS = 50;

/** `ws` with one message a client and flush, of tuples encoded once for all: no accounts, no slow clients, nothing else. */
interface Client {
  readonly socket: WebSocket;
  waiting: string[];
}
const watchers = new Map<string, Set<Client>>();
const waiting = new Set<Client>();
const changed = new Map<string, string>();
const server = new WebSocketServer({ port: Number(process.env['PORT']), host: '127.0.0.1' }, () =>
  process.send?.('ready'),
);
server.on('connection', (socket) => {
  const client: Client = { socket, waiting: [] };
  socket.on('error', () => undefined);
  socket.once('message', (data: Buffer) => {
    for (const symbol of JSON.parse(data.toString()) as string[]) {
      watchers.set(symbol, (watchers.get(symbol) ?? new Set()).add(client));
    }
    socket.send('joined');
  });
});
await quotesIn((quote) => changed.set(quote.symbol, finishTuple(encodeTupleHead(quote), 0)));
setInterval(() => {
  for (const [symbol, tuple] of changed) {
    for (const client of watchers.get(symbol) ?? []) {
      if (client.waiting.push(tuple) === 1) waiting.add(client);
    }
  }
  changed.clear();
  for (const client of waiting) {
    client.socket.send(`{"epoch":1,"quotes":[${client.waiting.join(',')}]}`);
    client.waiting = [];
  }
  waiting.clear();
}, FLUSH_MS);
process.once('disconnect', () => process.exit());
