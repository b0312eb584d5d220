import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import { describe, expect, it, vi } from 'vitest';
import { SocketIoClient } from './socket-io.ts';
import type { SocketBelow, SocketIoHandlers } from './socket-io.ts';

/** A real Socket.IO server, and a client of ours at it. */
async function setUp(onSocket: (socket: Socket) => void, options: object = {}) {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http, { transports: ['websocket'], ...options });
  io.on('connection', onSocket);
  const { port } = http.address() as AddressInfo;
  const handlers = {
    onConnect: vi.fn<SocketIoHandlers['onConnect']>(),
    onEvent: vi.fn<SocketIoHandlers['onEvent']>(),
    onClose: vi.fn<SocketIoHandlers['onClose']>(),
  };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  const client = new SocketIoClient(socket, handlers);
  return {
    io,
    http,
    client,
    handlers,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await io.close();
    },
  };
}

describe('SocketIoClient', () => {
  it('connects, receives events, and gets the acks of its requests', async () => {
    await using at = await setUp((socket) => {
      socket.emit('status', { site: 'cloud' });
      socket.on('subscribe', (request: { symbols: string }, ack: (answer: object) => void) =>
        ack({ ok: true, symbols: request.symbols }),
      );
    });
    const answer = vi.fn<(answer: unknown) => void>();
    await vi.waitFor(() => expect(at.handlers.onConnect).toHaveBeenCalledOnce());
    at.client.ask('subscribe', { symbols: 'A' }, answer);
    at.client.ask('subscribe', { symbols: 'B' }, answer);
    await vi.waitFor(() =>
      expect(answer.mock.calls).toEqual([[{ ok: true, symbols: 'A' }], [{ ok: true, symbols: 'B' }]]),
    );
    expect(at.handlers.onEvent).toHaveBeenCalledWith('status', [{ site: 'cloud' }]);
  });

  it('reports how far the connection has come', async () => {
    await using at = await setUp(() => undefined);
    expect(at.client.progress).toBe('the WebSocket was not open');
    await vi.waitFor(() => expect(at.client.progress).toBe('the last that came was "connected"'));
  });

  it('answers pings, so that it is kept', async () => {
    let gone = false;
    await using at = await setUp((socket) => socket.on('disconnect', () => (gone = true)), {
      pingInterval: 40,
      pingTimeout: 100,
    });
    const pings = vi.fn<() => void>();
    at.io.engine.on('connection', (conn: { on(event: 'heartbeat', act: () => void): void }) =>
      conn.on('heartbeat', pings),
    );
    await vi.waitFor(() => expect(pings.mock.calls.length).toBeGreaterThan(5));
    expect(gone).toBe(false);
    expect(at.handlers.onClose).not.toHaveBeenCalled();
  });

  it('says once that it was ended', async () => {
    await using at = await setUp((socket) => socket.disconnect(true));
    await vi.waitFor(() => expect(at.handlers.onClose).toHaveBeenCalledOnce());
    at.client.close();
    expect(at.handlers.onClose).toHaveBeenCalledOnce();
  });

  it('reports the code of the close frame', async () => {
    await using at = await setUp((socket) => {
      const { transport } = socket.conn as unknown as { transport: { socket: { close(code: number): void } } };
      transport.socket.close(4_012);
    });
    await vi.waitFor(() =>
      expect(at.handlers.onClose).toHaveBeenCalledExactlyOnceWith('the transport was closed', 4_012),
    );
  });

  it('reports that code also where k6 reports the frame as an error', () => {
    const acts = new Map<string, (event: object) => void>();
    const onClose = vi.fn<SocketIoHandlers['onClose']>();
    const below = {
      send: () => undefined,
      close: () => undefined,
      addEventListener: (event: string, act: () => void) => acts.set(event, act),
    };
    const handlers = { onConnect: () => undefined, onEvent: () => undefined, onClose };
    const client = new SocketIoClient(below as unknown as SocketBelow, handlers);
    acts.get('error')?.({ error: 'websocket: close 4012: relocated' });
    acts.get('close')?.({ code: 4_012 });
    client.close();
    expect(onClose).toHaveBeenCalledExactlyOnceWith('the transport failed', 4_012);
  });

  it('closes a transport that was still connecting only once it is open', () => {
    const acts = new Map<string, () => void>();
    const close = vi.fn<() => void>();
    const onClose = vi.fn<SocketIoHandlers['onClose']>();
    const below = {
      send: () => undefined,
      close,
      addEventListener: (event: string, act: () => void) => acts.set(event, act),
    };
    const client = new SocketIoClient(below as unknown as SocketBelow, {
      onConnect: () => undefined,
      onEvent: () => undefined,
      onClose,
    });
    client.close();
    expect(onClose).toHaveBeenCalledExactlyOnceWith('closed here', undefined);
    expect(close).not.toHaveBeenCalled();
    acts.get('open')?.();
    expect(close).toHaveBeenCalledOnce();
  });

  it('says why it was refused', async () => {
    await using at = await setUp(() => undefined);
    at.io.use((_socket, next) => next(new Error('full')));
    await vi.waitFor(() => expect(at.handlers.onClose).toHaveBeenCalledWith('refused: full', undefined));
  });

  it('closes a connection to a server that sends nothing any more', async () => {
    await using at = await setUp(() => undefined, { pingInterval: 50, pingTimeout: 50 });
    await vi.waitFor(() => expect(at.handlers.onConnect).toHaveBeenCalledOnce());
    // No ping is sent from here on, but the connection stays.
    for (const socket of at.io.sockets.sockets.values()) {
      const { conn } = socket;
      vi.spyOn(conn as unknown as { sendPacket: () => void }, 'sendPacket').mockImplementation(() => undefined);
      vi.spyOn(conn as unknown as { onClose: () => void }, 'onClose').mockImplementation(() => undefined);
    }
    await vi.waitFor(() => expect(at.handlers.onClose).toHaveBeenCalledWith('no ping came', undefined), {
      timeout: 2_000,
    });
  });
});
