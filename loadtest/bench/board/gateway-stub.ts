import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type {
  ClientToServerEvents,
  GatewayStatus,
  QuoteBatch,
  QuoteTuple,
  ServerToClientEvents,
} from '@quotebridge/contracts/wire';
import express from 'express';
import { Server } from 'socket.io';

/**
 * A stub of the gateway and the API without brokers, in a process of its own: it sends what a board receives from them at next to no cost.
 * So the board is what is measured, on a machine that could not run twenty thousand quotes a second beside a browser.
 */
const DIST = join(import.meta.dirname, '../../../frontend/dist');
const [symbols = 1_000, rate = 20] = process.argv.slice(2).map(Number);
const TICK_MS = 50;
const STATUS_EVERY_MS = 1_000;
const begin = Date.now();

const names = Array.from({ length: symbols }, (_, n) => `S${String(n).padStart(4, '0')}`);

/** Every symbol is quoted evenly, `rate` times a second. */
function seqAt(now: number): number {
  return 1 + Math.floor(((now - begin) * rate) / 1_000);
}

function priceOf(index: number, seq: number): number {
  return 20 + index / 4 + Math.round(200 * Math.sin(seq / 40 + index)) / 100;
}

function tupleOf(symbol: string, seq: number, conflated: number): QuoteTuple {
  const price = priceOf(Number(symbol.slice(1)), seq);
  const text = (value: number) => value.toFixed(2);
  const size = 100 * (1 + (seq % 90));
  return [
    symbol,
    seq,
    Date.now(),
    0,
    text(price - 0.01),
    size,
    text(price + 0.01),
    9_100 - size,
    text(price),
    conflated,
  ];
}

const status = (): GatewayStatus => ({
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 0,
  now: Date.now(),
});

const app = express();
app.use(express.static(DIST));
app.get('/v1/instruments', (_request, response) => {
  const instruments = names.map((symbol) => ({
    symbol,
    name: `Instrument ${symbol}`,
    currency: 'USD',
    tickSize: '0.01',
    source: 'simulated',
  }));
  response.json({ instruments, total: symbols, next: null });
});
app.get('/v1/opens', (_request, response) => {
  const opens = names.map((symbol, index) => ({ symbol, open: priceOf(index, 0).toFixed(2), seq: 1 }));
  response.json({ day: Math.floor(Date.now() / 86_400_000) * 86_400_000, opens });
});
app.get('/v1/candles/:symbol', ({ params, query }, response) => {
  const length = query['interval'] === '1d' ? 86_400_000 : 5_000;
  const count = Number(query['limit']);
  const newest = Math.floor(Date.now() / length) * length;
  const candles = Array.from({ length: count }, (_, n) => {
    const price = priceOf(Number(params.symbol.slice(1)), n);
    const text = price.toFixed(2);
    const start = newest - (count - 1 - n) * length;
    return { start, open: text, high: (price + 2).toFixed(2), low: (price - 2).toFixed(2), close: text };
  });
  response.json({ candles });
});

const server = createServer(app);
const io = new Server<ClientToServerEvents, ServerToClientEvents>(server, { transports: ['websocket'] });
io.on('connection', (socket) => {
  const sent = new Map<string, number>();
  let everyMs = TICK_MS;
  let nextAt = 0;
  socket.emit('status', status());
  const publishing = setInterval(() => socket.emit('status', status()), STATUS_EVERY_MS);
  const sending = setInterval(() => {
    const now = Date.now();
    if (now < nextAt || sent.size === 0) return;
    nextAt = (Math.floor(now / everyMs) + 1) * everyMs;
    const seq = seqAt(now);
    const moved = Array.from(sent).filter(([, before]) => before < seq);
    const quotes = moved.map(([symbol, before]) => tupleOf(symbol, seq, seq - before - 1));
    for (const [symbol] of moved) sent.set(symbol, seq);
    if (quotes.length > 0) socket.emit('quotes', { epoch: begin, quotes });
  }, TICK_MS / 5);
  socket.on('subscribe', ({ symbols: wanted, maxRate }, ack) => {
    everyMs = maxRate === undefined ? TICK_MS : 1_000 / maxRate;
    const seq = seqAt(Date.now());
    const added = wanted === '*' ? names : wanted;
    for (const symbol of added) sent.set(symbol, seq);
    const snapshot: QuoteBatch = { epoch: begin, quotes: added.map((symbol) => tupleOf(symbol, seq, 0)) };
    ack({ ok: true, snapshot: [snapshot], status: status() });
  });
  socket.on('unsubscribe', ({ symbols: dropped }, ack) => {
    if (dropped === '*') sent.clear();
    else for (const symbol of dropped) sent.delete(symbol);
    ack({ ok: true });
  });
  socket.on('disconnect', () => {
    clearInterval(publishing);
    clearInterval(sending);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
