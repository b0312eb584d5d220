import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { FRONT_DOOR_BUCKET, WEIGHTS_KEY } from '@quotebridge/contracts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import { listen } from '@quotebridge/service-kit';
import type { Listening } from '@quotebridge/service-kit';
import { connectTo, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { start } from './start.ts';

const LONG = { timeout: 30_000, interval: 50 };
const STREAM = `KV_${FRONT_DOOR_BUCKET}`;

/** An API and gateway in one, which answers after a short delay. */
function startSite(name: string): Promise<Listening> {
  const server = createServer((request, response) => {
    if (request.url === '/readyz') response.end('ready\n');
    else setTimeout(() => response.end(name), 20);
  });
  return listen(server, '127.0.0.1', 0);
}

async function startTwoSites(broker: Broker, more: Record<string, string> = {}) {
  await using stack = new AsyncDisposableStack();
  const [cloud, onprem] = [stack.use(await startSite('cloud')), stack.use(await startSite('onprem'))];
  const env = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    STATIC_DIR: tmpdir(),
    SITES: 'cloud,onprem',
    API_URL_CLOUD: cloud.url,
    GATEWAY_URL_CLOUD: cloud.url,
    WEIGHT_CLOUD: '100',
    API_URL_ONPREM: onprem.url,
    GATEWAY_URL_ONPREM: onprem.url,
    WEIGHT_ONPREM: '0',
    NATS_URL: broker.url,
    ...more,
  };
  const door = stack.use(await start(readConfig(env), { stopping: new AbortController().signal }));
  const ready = async () => (await fetch(`${door.url}/readyz`)).status;
  await expect.poll(ready, LONG).toBe(200);
  const ask = async () => {
    const response = await fetch(`${door.url}/v1/which`);
    return response.ok ? response.text() : String(response.status);
  };
  const running = stack.move();
  return {
    cloud,
    onprem,
    /** The site that answers, or the status of a failure. */
    ask,
    /** How many of a number of requests each site answers. */
    async share(count: number) {
      const answers: Record<string, number> = {};
      for (const site of await Promise.all(Array.from({ length: count }, ask)))
        answers[site] = (answers[site] ?? 0) + 1;
      return answers;
    },
    weights: async () => {
      const text = await (await fetch(`${door.url}/metrics`)).text();
      return [...text.matchAll(/^front_door_weight\{site="(\w+)",upstream="api".*\} (\d+)$/gm)].map(
        ([, site, weight]) => `${site} ${weight}`,
      );
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The operator's side of the bucket. */
async function openBucket(broker: Broker) {
  const nc = await connectTo(broker.url);
  const kv = await new Kvm(nc).create(FRONT_DOOR_BUCKET, { history: 5 });
  return {
    nc,
    kv,
    put: (weights: FrontDoorWeights) => kv.put(WEIGHTS_KEY, JSON.stringify(weights)),
    [Symbol.asyncDispose]: () => nc.close(),
  };
}

describe('the weights in the bucket', () => {
  it('replace those of the environment as soon as they exist, and on each change', async () => {
    await using broker = await startBroker({ streams: false });
    await using sites = await startTwoSites(broker);
    expect(await sites.share(10)).toEqual({ cloud: 10 });
    await using bucket = await openBucket(broker);
    await bucket.put({ cloud: 50, onprem: 50 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 50', 'onprem 50']);
    expect(await sites.share(20)).toEqual({ cloud: 10, onprem: 10 });
    await bucket.put({ cloud: 1, onprem: 9 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 1', 'onprem 9']);
    expect(await sites.share(20)).toEqual({ cloud: 2, onprem: 18 });
  });

  it('are kept while the broker is down, and when the value in the bucket is invalid', async () => {
    await using broker = await startBroker({ streams: false });
    await using sites = await startTwoSites(broker);
    await using bucket = await openBucket(broker);
    await bucket.put({ cloud: 0, onprem: 7 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 0', 'onprem 7']);
    for (const value of ['{', '{"cloud":-1}', '{"cloud":0,"onprem":0}', '[]']) await bucket.kv.put(WEIGHTS_KEY, value);
    await bucket.kv.delete(WEIGHTS_KEY);
    await bucket.put({ cloud: 0, onprem: 8 });
    // In order, so the invalid values before it were seen and ignored.
    await expect.poll(sites.weights, LONG).toEqual(['cloud 0', 'onprem 8']);
    await broker.stop();
    expect(await sites.share(10)).toEqual({ onprem: 10 });
    expect(await sites.weights()).toEqual(['cloud 0', 'onprem 8']);
    await broker.start();
    await using again = await openBucket(broker);
    await again.put({ cloud: 6, onprem: 0 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 6', 'onprem 0']);
  });

  it('are found without a notification of the change, and when the bucket was recreated', async () => {
    await using broker = await startBroker({ streams: false });
    await using sites = await startTwoSites(broker);
    await using bucket = await openBucket(broker);
    for (let weight = 1; weight <= 5; weight += 1) await bucket.put({ cloud: weight });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 5', 'onprem 0']);
    // The key's newest value changes without a message on its subject.
    const { streams } = await jetstreamManager(bucket.nc);
    await streams.deleteMessage(STREAM, 5);
    await expect.poll(sites.weights, LONG).toEqual(['cloud 4', 'onprem 0']);
    await streams.delete(STREAM);
    await using again = await openBucket(broker);
    await again.put({ cloud: 7 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 7', 'onprem 0']);
  });

  it('ignore a value that the bucket refused', async () => {
    await using broker = await startBroker({ streams: false });
    await using sites = await startTwoSites(broker);
    await using bucket = await openBucket(broker);
    await bucket.put({ cloud: 1, onprem: 0 });
    await expect.poll(sites.weights, LONG).toEqual(['cloud 1', 'onprem 0']);
    const refused = bucket.kv.update(WEIGHTS_KEY, JSON.stringify({ cloud: 0, onprem: 9 }), 77);
    await expect(refused).rejects.toThrow('wrong last sequence');
    await bucket.put({ cloud: 2, onprem: 0 });
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        const weights = (await sites.weights()).join();
        seen.add(weights);
        return weights;
      }, LONG)
      .toBe('cloud 2,onprem 0');
    expect([...seen]).not.toContain('cloud 0,onprem 9');
  });

  it('of 0, followed at once by the end of the site, fail no request', async () => {
    await using broker = await startBroker({ streams: false });
    await using bucket = await openBucket(broker);
    await bucket.put({ cloud: 100, onprem: 0 });
    await using sites = await startTwoSites(broker);
    const answers = new Map<string, number>();
    const stopping = new AbortController();
    const clients = Array.from({ length: 20 }, async () => {
      while (!stopping.signal.aborted) {
        const site = await sites.ask();
        answers.set(site, (answers.get(site) ?? 0) + 1);
      }
    });
    await expect.poll(() => answers.get('cloud') ?? 0, LONG).toBeGreaterThan(100);
    await bucket.put({ cloud: 0, onprem: 100 });
    await sites.cloud[Symbol.asyncDispose]();
    await expect.poll(() => answers.get('onprem') ?? 0, LONG).toBeGreaterThan(100);
    stopping.abort();
    await Promise.all(clients);
    expect([...answers.keys()].toSorted()).toEqual(['cloud', 'onprem']);
  });

  it('do not keep the front door from stopping without a broker', async () => {
    await using broker = await startBroker({ streams: false });
    await broker.stop();
    const sites = await startTwoSites(broker);
    expect(await sites.share(4)).toEqual({ cloud: 4 });
    const stopped = sites[Symbol.asyncDispose]().then(() => 'stopped');
    expect(await Promise.race([stopped, delay(30_000, 'still there', { ref: false })])).toBe('stopped');
  });
});
