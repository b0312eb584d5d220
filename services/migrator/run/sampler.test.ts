import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { Sample } from '../core/objectives.ts';
import { openProbes } from '../probes/probes.ts';
import { startSampler } from './sampler.ts';

const WAIT = { timeout: 20_000, interval: 20 };

/** Answers everything with 200 and no metrics. */
async function readyServer() {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('sees the target ready in the first sample after it was started', async () => {
  using server = await readyServer();
  await using probes = openProbes(server.url);
  let urls: string[] = [];
  const samples: Sample[] = [];
  await using sampler = await startSampler({
    driver: { urls: async () => urls },
    frontDoor: server.url,
    services: ['api', 'gateway'],
    target: 'cloud',
    probes,
    onSample: (sample) => void samples.push(sample),
  });
  await vi.waitFor(() => expect(samples.at(-1)?.unready).toBe('api'), WAIT);
  urls = [server.url];
  await sampler.sample();
  expect(samples.at(-1)?.unready).toBeNull();
});
