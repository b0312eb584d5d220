import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { FRONT_DOOR_BUCKET, WEIGHTS_KEY } from '@quotebridge/contracts/wire';
import { Kvm } from '@nats-io/kv';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDemo } from '../infra/demo/demo.ts';
import { parseOptions } from '../infra/demo/options.ts';
import { localDriver } from '../infra/drivers/local.ts';
import { DriverError, type SiteDriver } from '@quotebridge/migrator/driver';
import { freeBase, freePort } from '@quotebridge/testkit';

const ROOT = resolve(import.meta.dirname, '..');
const WAIT = { timeout: 30_000, interval: 100 };
const never = new AbortController().signal;

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'quotebridge-driver-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

/** What `npm start` does with these options. */
async function start(...args: readonly string[]) {
  const places = ['--port', String(await freePort()), '--base-port', String(await freeBase()), '--data', data];
  const market = ['--source', 'simulated', '--symbols', '5'];
  const options = parseOptions([...places, ...market, ...args], { root: ROOT, cwd: ROOT });
  return startDemo(ROOT, options, { startedAt: Date.now(), stopping: never, say: () => undefined });
}

async function statesOf(driver: SiteDriver) {
  const state = async (site: string, service: string) => {
    const { wanted, ready } = await driver.instances(site, service);
    return `${site} ${service} ${ready}/${wanted}`;
  };
  return Promise.all(['onprem', 'cloud'].flatMap((site) => ['api', 'gateway'].map((service) => state(site, service))));
}

async function weightsOf(url: string): Promise<readonly string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/^front_door_weight\{site="(\w+)",upstream="api".*\} (\d+)$/gm)]
    .map(([, site, weight]) => `${site} ${weight}`)
    .toSorted();
}

async function servedBy(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/status`);
  const { site } = (await response.json()) as { site?: string };
  return site ?? `status ${response.status}`;
}

it('starts and stops services at a site of the running demo, from the stage that it was started in', async () => {
  await using demo = await start('--stage', '0', '--gateways', '2');
  await using driver = localDriver(data);
  expect(await statesOf(driver)).toEqual([
    'onprem api 1/1',
    'onprem gateway 2/2',
    'cloud api 0/0',
    'cloud gateway 0/0',
  ]);
  expect(await weightsOf(demo.url)).toEqual(['cloud 0', 'onprem 100']);
  expect(await servedBy(demo.url)).toBe('onprem');

  // Idempotent.
  await driver.scale('cloud', 'api', 1, never);
  await driver.scale('cloud', 'api', 1, never);
  await driver.scale('cloud', 'gateway', 1, never);
  expect(await statesOf(driver)).toEqual([
    'onprem api 1/1',
    'onprem gateway 2/2',
    'cloud api 1/1',
    'cloud gateway 1/1',
  ]);
  const [api = ''] = await driver.urls('cloud', 'api');
  expect((await fetch(`${api}/v1/status`)).status).toBe(200);

  const { servers, user, password } = await driver.brokers('cloud');
  const nc = await connect({ servers, user, pass: password, inboxPrefix: `_INBOX_${user}` });
  const bucket = await new Kvm(nc).open(FRONT_DOOR_BUCKET, { allow_direct: true });
  expect((await bucket.get(WEIGHTS_KEY))?.json()).toEqual({ cloud: 0, onprem: 100 });
  await bucket.put(WEIGHTS_KEY, JSON.stringify({ cloud: 100, onprem: 0 }));
  await nc.close();
  await expect.poll(() => weightsOf(demo.url), WAIT).toEqual(['cloud 100', 'onprem 0']);
  expect(await servedBy(demo.url)).toBe('cloud');

  await driver.scale('onprem', 'api', 0, never);
  await driver.scale('onprem', 'gateway', 1, never);
  expect(await statesOf(driver)).toEqual([
    'onprem api 0/0',
    'onprem gateway 1/1',
    'cloud api 1/1',
    'cloud gateway 1/1',
  ]);
  expect(await servedBy(demo.url)).toBe('cloud');

  await expect(driver.scale('onprem', 'feed', 2, never)).rejects.toThrow(DriverError);
  await expect(driver.scale('cloud', 'feed', 1, never)).rejects.toThrow('feed cannot run at the site cloud');
  await expect(driver.scale('onprem', 'api', 1, AbortSignal.abort(new Error('given up')))).rejects.toThrow('given up');
});

it('sends traffic where the stage has it, whatever the weights were before, and says when no demo runs', async () => {
  {
    await using demo = await start('--stage', '1');
    await using driver = localDriver(data);
    expect(await statesOf(driver)).toEqual([
      'onprem api 1/1',
      'onprem gateway 1/1',
      'cloud api 1/1',
      'cloud gateway 1/1',
    ]);
    expect(await servedBy(demo.url)).toBe('onprem');
  }
  await expect(localDriver(data).instances('cloud', 'api')).rejects.toThrow(
    `no demo runs with the data directory ${data}`,
  );
  await using demo = await start();
  expect(await weightsOf(demo.url)).toEqual(['cloud 100', 'onprem 0']);
  expect(await servedBy(demo.url)).toBe('cloud');
});
