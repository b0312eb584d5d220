import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listeningInodes, portOwner } from './port-owner.ts';
import { checkPorts, freePort } from './ports.ts';

it('accepts free ports', async () => {
  await expect(
    checkPorts([{ port: await freePort(), purpose: 'the board', option: '--port' }]),
  ).resolves.toBeUndefined();
});

it('names every taken port, who holds it, and the option that moves it', async () => {
  const board = createServer().listen(0, '127.0.0.1');
  const broker = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(board, 'listening'), once(broker, 'listening')]);
  const [boardPort, brokerPort] = [board, broker].map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }) as [number, number];

  const check = checkPorts(
    [
      { port: boardPort, purpose: 'the board', option: '--port' },
      { port: brokerPort, purpose: 'the brokers', option: '--base-port' },
    ],
    async (port) => (port === boardPort ? { pid: 42, command: 'webpack serve' } : undefined),
  );
  await expect(check).rejects.toThrow(
    `port ${boardPort}, needed for the board, is taken by process 42 (webpack serve); change it with --port\n` +
      `port ${brokerPort}, needed for the brokers, is taken by another process; change it with --base-port`,
  );
  board.close();
  broker.close();
});

it('names another demo once, whatever it holds', async () => {
  await using board = await listening();
  await using broker = await listening();
  await using foreign = await listening();
  const check = checkPorts(
    [
      { port: board.port, purpose: 'the board', option: '--port' },
      { port: broker.port, purpose: 'the brokers', option: '--base-port' },
      { port: foreign.port, purpose: 'the brokers', option: '--base-port' },
    ],
    async (port) => ({ pid: port, command: 'it' }),
    async ({ pid }) => (pid === foreign.port ? undefined : 7),
  );
  await expect(check).rejects.toThrow(
    `a demo of yours runs already (process 7) and has ports ${board.port}, ${broker.port}; ` +
      `stop it with Ctrl-C there, or use --base-port and --port here\n` +
      `port ${foreign.port}, needed for the brokers, is taken by process ${foreign.port} (it); change it with --base-port`,
  );
});

async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { port, [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) };
}

it('finds the process that listens on a port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const owner = await portOwner(typeof address === 'object' && address ? address.port : 0);
  expect(owner?.pid).toBe(process.pid);
  expect(owner?.command).toContain('node');
  server.close();
});

it('reads only listening sockets from the table', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0',
    '   1: 0100007F:1F90 0100007F:D2A4 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0',
    '   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 333 1 0',
  ].join('\n');
  expect(listeningInodes(table, 8080)).toEqual(['111']);
});
