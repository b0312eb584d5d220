import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { watchSourceEnd } from './source-end.ts';

it('reports the end of a source once, and again after the feed was restarted', async () => {
  let value = 0;
  let requests = 0;
  let isDown = false;
  await using server = createServer((request, response) => {
    requests += 1;
    if (isDown) request.socket.destroy();
    else response.end(`# HELP feed_source_ended 1 once\nfeed_source_ended{service="feed",site="onprem"} ${value}\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stopping = new AbortController();
  const onEnd = vi.fn<() => void>();
  const watching = watchSourceEnd(`http://127.0.0.1:${port}`, onEnd, { signal: stopping.signal, everyMs: 5 });
  const afterRequests = async (count: number) => {
    const until = requests + count;
    await vi.waitFor(() => expect(requests).toBeGreaterThan(until), 10_000);
  };

  await afterRequests(2);
  expect(onEnd).not.toHaveBeenCalled();
  value = 1;
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce(), 10_000);
  await afterRequests(3);
  expect(onEnd).toHaveBeenCalledOnce();
  isDown = true;
  await afterRequests(3);
  isDown = false;
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledTimes(2), 10_000);
  stopping.abort();
  await watching;
});
