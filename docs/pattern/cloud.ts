// In the cloud: a mirror of the origin stream, and a Socket.IO server that gives browsers the newest quotes, then live ones.
import { createServer } from 'node:http';
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Server } from 'socket.io';

interface Quote {
  symbol: string;
  seq: number;
  bid: string;
  ask: string;
}

const nc = await connect({ servers: process.env.NATS_URL ?? '127.0.0.1:5222', maxReconnectAttempts: -1 });
const jsm = await jetstreamManager(nc);

// The brokers copy: no process of ours stands between the sites. A mirror keeps the origin's sequence numbers and times.
await jsm.streams.add({
  name: 'QUOTES',
  mirror: {
    name: 'QUOTES',
    external: { api: '$JS.onprem.API', deliver: '' },
    consumer: { name: 'CLOUD', deliver_subject: 'mirror.QUOTES.cloud' },
  },
});

const newest = new Map<string, Quote>();
const page = `<pre></pre><script src="/socket.io/socket.io.js"></script><script>
  const quotes = {}, show = () => document.querySelector('pre').textContent = JSON.stringify(quotes, null, 1);
  const take = (quote) => { quotes[quote.symbol] = quote; show(); };
  io({ transports: ['websocket'] }).on('snapshot', (all) => all.forEach(take)).on('quote', take);
</script>`;
const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', (socket) => socket.emit('snapshot', [...newest.values()]));
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');

// One ordered consumer: the last quote of every symbol first, then live, with no cut-over between the two.
const consumer = await jetstream(nc).consumers.get('QUOTES', { deliver_policy: DeliverPolicy.LastPerSubject });
for await (const message of await consumer.consume()) {
  const quote = message.json<Quote>();
  newest.set(quote.symbol, quote);
  io.emit('quote', quote);
}
