import { createServer, get } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { BoundedAgent } from './bounded-agent.ts';

it('gives up a connection that is not established in time', async () => {
  // A name that never resolves blocks the connection, like an address that drops packets.
  using agent = disposable(new BoundedAgent({ lookup: () => undefined }));
  const request = get({ agent, host: 'nowhere.example', port: 80 });
  const [error] = await once(request, 'error');
  expect(error).toMatchObject({
    code: 'ETIMEDOUT',
    message: 'nowhere.example:80 accepted no connection within 1500 ms',
  });
});

it('does not limit the response time of an established connection', async () => {
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
