import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createHttpServer } from './http-server.ts';
import { listen } from './listen.ts';

const start = () =>
  listen(
    createHttpServer((_request, response) => response.end('read'), { maxHeaderSize: 20_000 }),
    '127.0.0.1',
    0,
  );

describe('createHttpServer', () => {
  it("accepts an address up to its own limit, beyond Node's default", async () => {
    await using server = await start();
    const response = await fetch(`${server.url}/?symbols=${'A'.repeat(18_000)}`);
    expect([response.status, await response.text()]).toEqual([200, 'read']);
  });

  it('names the limit when an address is longer', async () => {
    await using server = await start();
    const response = await fetch(`${server.url}/?symbols=${'A'.repeat(21_000)}`);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 431, detail: expect.stringContaining('20000 bytes') });
  });

  it('answers data that is not HTTP with 400', async () => {
    await using server = await start();
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('hello\r\n\r\n');
    const answered = await text(socket);
    expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answered.slice(answered.indexOf('\r\n\r\n')))).toMatchObject({ status: 400 });
  });

  it('does not keep a connection that a refused client leaves open', async () => {
    const server = createHttpServer((_request, response) => response.end('read'));
    await using listening = await listen(server, '127.0.0.1', 0);
    const socket = connect({ port: listening.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    socket.write('hello\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    await expect.poll(() => connections(server), { timeout: 3_000 }).toBe(0);
    socket.destroy();
  });

  it('breaks an answer off that is under way, and puts nothing into it', async () => {
    const server = createHttpServer((_request, response) => response.write('begun'));
    await using listening = await listen(server, '127.0.0.1', 0);
    const socket = connect(listening.port, '127.0.0.1');
    const answered = text(socket);
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(socket, 'data');
    socket.write('hello\r\n\r\n');
    expect(await answered).toMatch(/begun\r\n$/);
  });
});

function connections(server: Server): Promise<number> {
  return promisify(server.getConnections.bind(server))();
}
