import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { layCable } from './cable.ts';

/** A server that sends back whatever it hears. */
async function echo() {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => server.close() };
}

function dial(port: number) {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString()));
  return { socket, heard: () => heard, [Symbol.dispose]: () => socket.destroy() };
}

const flushed = (socket: Socket, text: string) => new Promise((resolve) => socket.write(text, resolve));

it('passes on what each side says', async () => {
  using server = await echo();
  await using cable = await layCable({ port: 0, targets: [server.port] });
  using client = dial(cable.port);
  client.socket.write('hello');
  await vi.waitFor(() => expect(client.heard()).toBe('hello'));
});

it('says nothing and closes nothing while it is cut, and passes on what was under way when it is restored', async () => {
  using server = await echo();
  await using cable = await layCable({ port: 0, targets: [server.port] });
  using before = dial(cable.port);
  before.socket.write('1');
  await vi.waitFor(() => expect(before.heard()).toBe('1'));

  cable.cut();
  using during = dial(cable.port);
  await once(during.socket, 'connect');
  await Promise.all([flushed(before.socket, '2'), flushed(during.socket, 'a')]);
  // What passes at all passes in one turn of a loopback echo: a second connection, not through the cable, proves the turn.
  using direct = dial(server.port);
  direct.socket.write('x');
  await vi.waitFor(() => expect(direct.heard()).toBe('x'));
  expect([before.heard(), during.heard()]).toEqual(['1', '']);
  expect([before.socket.closed, during.socket.closed]).toEqual([false, false]);

  cable.restore();
  await vi.waitFor(() => expect([before.heard(), during.heard()]).toEqual(['12', 'a']));
});

it('goes to the next target when one does not answer', async () => {
  using server = await echo();
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const gonePort = (gone.address() as AddressInfo).port;
  gone.close();
  await once(gone, 'close');
  await using cable = await layCable({ port: 0, targets: [gonePort, server.port] });
  using client = dial(cable.port);
  client.socket.write('hello');
  await vi.waitFor(() => expect(client.heard()).toBe('hello'));
});
