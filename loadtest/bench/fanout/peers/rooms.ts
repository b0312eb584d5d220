import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { quotesIn } from './quotes-in.ts';

/** Socket.IO as its documentation teaches it: a room for each topic, an event for each message. */
const server = createServer();
const io = new Server(server, { transports: ['websocket'] });
io.on('connection', (socket) => {
  socket.on('subscribe', async (symbols: string[], ack: () => void) => {
    await socket.join(symbols);
    ack();
  });
});
await quotesIn((quote) => io.to(quote.symbol).emit('quote', quote));
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.('ready'));
process.once('disconnect', () => process.exit());
