import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createHttpServer, listen } from '@quotebridge/service-kit';
import { expect } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { readConfig } from './config.ts';
import { start } from './start.ts';

export const LONG = { timeout: 10_000, interval: 20 };
export const DOWN = 'http://127.0.0.1:9';
/** A timeout for an upstream that never appears. */
export const NO_WAIT = { WAIT_MS: '300' };
export async function startFrontDoor(urls: { readonly api?: string; readonly gateway?: string } = {}, more = {}) {
  const stopping = new AbortController();
  const board = await writeBoard();
  const env = { PORT: '0', LOG_LEVEL: 'silent', STATIC_DIR: board, WAIT_MS: '20000', ...more };
  const config = readConfig({ ...env, API_URL_CLOUD: urls.api ?? DOWN, GATEWAY_URL_CLOUD: urls.gateway ?? DOWN });
  const frontDoor = await start(config, { stopping: stopping.signal });
  return {
    ...frontDoor,
    /** The folder of the board. */
    board,
    stop: () => stopping.abort(),
    ws: `${frontDoor.url.replace('http', 'ws')}/socket.io/?EIO=4`,
    async [Symbol.asyncDispose]() {
      await frontDoor[Symbol.asyncDispose]();
      await rm(board, { recursive: true });
    },
  };
}

/** A board of two files, in a folder of its own. */
async function writeBoard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-site-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>board</title>');
  await writeFile(join(folder, 'assets', 'index-1a2b.js'), 'export {}');
  return folder;
}

/** An upstream with HTTP routes, ready unless `readyz` is replaced, and a WebSocket that echoes. */
export async function startUpstream(
  answer: RequestListener = (request, response) => response.end(`got ${request.url}`),
  readyz: RequestListener = (_request, response) => response.end('ready\n'),
) {
  const server = createHttpServer(
    (request, response) => (request.url === '/readyz' ? readyz : answer)(request, response),
    { maxHeaderSize: 65_536 },
  );
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => undefined);
  });
  const listening = await listen(server, '127.0.0.1', 0);
  return {
    url: listening.url,
    clients: sockets.clients,
    /** Called for each request except readiness checks. */
    onRequest(take: (request: IncomingMessage) => void) {
      server.on('request', (request: IncomingMessage) => {
        if (request.url !== '/readyz') take(request);
      });
    },
    /** Resets every connection. */
    breakConnections() {
      for (const socket of connections) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      await listening[Symbol.asyncDispose]();
    },
  };
}

export async function becomesReady(url: string): Promise<void> {
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, LONG).toBe(200);
}

export async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  return socket;
}

/** Sends a request as text and reads until the other side closes. */
export async function askPlainly(port: number, request: string) {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head: head.split('\r\n'), body };
}
