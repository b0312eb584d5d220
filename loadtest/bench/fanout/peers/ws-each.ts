import { encodeTupleHead, finishTuple } from '@quotebridge/contracts/wire';
import * as ws from 'ws';
import type { WebSocket } from 'ws';
import { quotesIn } from './quotes-in.ts';

/** What the library uses itself, and its types leave out: frames that are built once and sent to many. */
interface Sender {
  sendFrame(frame: readonly Buffer[]): void;
}
const { Sender: Frames } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } };

/** `ws` with one frame a quote, built once for all clients that watch its symbol. */
const watchers = new Map<string, Set<WebSocket>>();
const server = new ws.WebSocketServer({ port: Number(process.env['PORT']), host: '127.0.0.1' }, () =>
  process.send?.('ready'),
);
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.once('message', (data: Buffer) => {
    for (const symbol of JSON.parse(data.toString()) as string[]) {
      watchers.set(symbol, (watchers.get(symbol) ?? new Set()).add(socket));
    }
    socket.send('joined');
  });
});
await quotesIn((quote) => {
  const text = Buffer.from(finishTuple(encodeTupleHead(quote), 0));
  const frame = Frames.frame(text, { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true });
  for (const socket of watchers.get(quote.symbol) ?? []) {
    (socket as unknown as { _sender: Sender })._sender.sendFrame(frame);
  }
});
process.once('disconnect', () => process.exit());
