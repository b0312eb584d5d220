import { createServer, get } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { BoundedAgent } from './bounded-agent.ts';

it('gives up a connection that is not made in time', async () => {
  // A name that is never found keeps it from being made, as an address does that swallows packets.
  using agent = disposable(new BoundedAgent({ lookup: () => undefined }));
  const request = get({ agent, host: 'nowhere.example', port: 80 });
  const [error] = await once(request, 'error');
  expect(error).toMatchObject({ code: 'ETIMEDOUT', message: 'nowhere.example:80 took no connection within 1500 ms' });
});

it('leaves alone what is connected, however long the answer takes', async () => {
  const server = createServer((_request, response) => setTimeout(() => response.end('late'), 1_800)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  using agent = disposable(new BoundedAgent());
  const { port } = server.address() as AddressInfo;
  const [response] = await once(get({ agent, host: '127.0.0.1', port }), 'response');
  expect(response.statusCode).toBe(200);
  server.close();
});

function disposable(agent: BoundedAgent): BoundedAgent & Disposable {
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}
