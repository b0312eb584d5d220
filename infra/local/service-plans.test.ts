import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { TOPOLOGY } from '../topology/topology.ts';
import { neededPorts, planServices, type TopologyInput } from './service-plans.ts';

const input: TopologyInput = {
  options: {
    brokers: 1,
    gateways: 1,
    stage: 2,
    sources: ['replay'],
    file: undefined,
    badLines: 'refuse',
    once: false,
    speed: 10,
    rate: 10,
    symbols: 100,
    port: 8080,
    basePort: 18_000,
    data: '/data',
    dev: false,
    console: false,
  },
  urlsOf: (site) =>
    site === 'cloud' ? ['nats://127.0.0.1:18002', 'nats://127.0.0.1:18003'] : ['nats://127.0.0.1:18001'],
  brokersOf: (site) => [{ name: `${site}-1`, monitorPort: site === 'cloud' ? 18_005 : 18_004 }],
  credentials: { topology: TOPOLOGY, passwordOf: (site, user) => `${user} of ${site}` },
  staticDir: '/board',
};

function plan(name: string, options: Partial<TopologyInput['options']> = {}) {
  return planServices({ ...input, options: { ...input.options, ...options } }).find((service) => service.name === name);
}

it('gives every service a port of its own, and only the front door the public one', () => {
  const services = planServices(input);
  expect(services.map(({ name, port }) => `${name} ${port}`)).toEqual([
    'bridge-onprem 18040',
    'bridge-cloud 18041',
    'feed 18042',
    'api 18043',
    'gateway 18044',
    'auditor-onprem 18045',
    'auditor-cloud 18046',
    'refdata 18047',
    'front-door 8080',
    'api-onprem 18048',
    'gateway-onprem 18049',
  ]);
});

it('gives each service the brokers of its own site, as its own user', () => {
  expect(plan('feed')?.env).toMatchObject({
    SITE: 'onprem',
    NATS_URL: 'nats://127.0.0.1:18001',
    NATS_USER: 'feed',
    NATS_PASSWORD: 'feed of onprem',
  });
  expect(plan('gateway')?.env).toMatchObject({
    SITE: 'cloud',
    NATS_URL: 'nats://127.0.0.1:18002,nats://127.0.0.1:18003',
    NATS_USER: 'gateway',
    NATS_PASSWORD: 'gateway of cloud',
  });
  expect(plan('api')?.env).toMatchObject({ NATS_USER: 'api', NATS_PASSWORD: 'api of cloud' });
  expect(plan('bridge-onprem')?.env).toMatchObject({
    NATS_USER: 'bridge',
    NATS_PASSWORD: 'bridge of onprem',
    REPLICAS: '1',
  });
  expect(plan('bridge-cloud')?.env).toMatchObject({ NATS_USER: 'bridge', NATS_PASSWORD: 'bridge of cloud' });
});

it('gives the front door the addresses at both sites and its own identity at the brokers of the cloud', () => {
  expect(plan('front-door')?.env).toEqual({
    SITES: 'cloud,onprem',
    API_URL_CLOUD: 'http://127.0.0.1:18043',
    GATEWAY_URL_CLOUD: 'http://127.0.0.1:18044',
    WEIGHT_CLOUD: '100',
    API_URL_ONPREM: 'http://127.0.0.1:18048',
    GATEWAY_URL_ONPREM: 'http://127.0.0.1:18049',
    WEIGHT_ONPREM: '0',
    NATS_URL: 'nats://127.0.0.1:18002,nats://127.0.0.1:18003',
    NATS_USER: 'front-door',
    NATS_PASSWORD: 'front-door of cloud',
    NATS_API_PREFIX: 'site.API',
    STATIC_DIR: '/board',
  });
});

it.each([
  [0, ['api-onprem', 'gateway-onprem', 'gateway-onprem-2'], { WEIGHT_CLOUD: '0', WEIGHT_ONPREM: '100' }],
  [
    1,
    ['api', 'gateway', 'gateway-2', 'api-onprem', 'gateway-onprem', 'gateway-onprem-2'],
    { WEIGHT_CLOUD: '0', WEIGHT_ONPREM: '100' },
  ],
  [2, ['api', 'gateway', 'gateway-2'], { WEIGHT_CLOUD: '100', WEIGHT_ONPREM: '0' }],
] as const)('starts in stage %i what runs there, with the weights of the stage', (stage, names, weights) => {
  const options = { ...input.options, gateways: 2, stage };
  const starting = planServices({ ...input, options }).filter(({ starts }) => starts);
  const moving = starting.filter(({ service }) => service === 'api' || service === 'gateway');
  expect(moving.map(({ name }) => name)).toEqual(names);
  expect(starting.find(({ name }) => name === 'front-door')?.env).toMatchObject(weights);
  expect(starting).toHaveLength(7 + names.length);
});

it('lets readers receive each quote both ways', () => {
  expect(plan('api')?.env['FRESH']).toBe('on');
});

it('plans as many gateways as are asked for, all behind the front door', () => {
  expect(plan('gateway-3', { gateways: 3 })).toMatchObject({ port: 18_046, entry: 'services/gateway/main.ts' });
  expect(plan('front-door', { gateways: 2 })?.env['GATEWAY_URL_CLOUD']).toBe(
    'http://127.0.0.1:18044,http://127.0.0.1:18045',
  );
});

it('starts gateways with the flags that their image has', async () => {
  const dockerfile = await readFile(new URL('../docker/Dockerfile', import.meta.url), 'utf8');
  const [, command] = /FROM service AS gateway\nCMD (.*)/.exec(dockerfile) ?? [];
  expect(JSON.parse(command ?? '[]')).toEqual(['node', ...(plan('gateway')?.flags ?? []), 'main.ts']);
});

it("replays the demo's prices, or the user's own", () => {
  expect(plan('feed')?.env['FEED_FILE']).toMatch(/replay\.csv$/);
  expect(plan('feed', { file: '/mine.csv' })?.env['FEED_FILE']).toBe('/mine.csv');
  expect(plan('feed', { sources: ['simulated'] })?.env['FEED_FILE']).toBe('');
});

it('replays over and over, and refuses bad lines, unless options change that', () => {
  expect(plan('feed')?.env).toMatchObject({ FEED_LOOP: 'on', FEED_BAD_LINES: 'refuse' });
  const chosen = plan('feed', { file: '/mine.csv', once: true, badLines: 'skip' });
  expect(chosen?.env).toMatchObject({ FEED_LOOP: 'off', FEED_BAD_LINES: 'skip' });
});

it('leaves the public port to Vite in development', () => {
  expect(plan('front-door', { dev: true })?.port).toBe(18_048);
  expect(plan('vite', { dev: true })).toMatchObject({ port: 8080, env: { FRONT_DOOR: 'http://127.0.0.1:18048' } });
});

it('gives the console the address of everything else, and the front door that of the console', () => {
  const services = planServices({ ...input, options: { ...input.options, console: true } });
  const others = services.filter(({ name }) => name !== 'console');
  const planned = services.find(({ name }) => name === 'console');
  expect(planned?.env).toEqual({
    CONTROL_SOCKET: '/data/control.sock',
    OPERATOR_TOKEN_FILE: '/data/operator-token',
    AUDIT_FILE: '/data/console-audit.jsonl',
    MIGRATE_ENTRY: resolve(import.meta.dirname, '../migrate/main.ts'),
    DATA_DIR: '/data',
    TRUSTED_PROXIES: '1',
    LINK: 'onprem>cloud',
    INSTANCES: [
      ...others.map(
        ({ site = 'public', service, name, port }) => `${site}/${service}/${name}@http://127.0.0.1:${port}`,
      ),
      'onprem/broker/onprem-1@http://127.0.0.1:18004',
      'cloud/broker/cloud-1@http://127.0.0.1:18005',
    ].join(','),
  });
  expect(others.find(({ name }) => name === 'front-door')).toMatchObject({
    port: 8080,
    env: { CONSOLE_URL: `http://127.0.0.1:${planned?.port}` },
  });
  expect(plan('front-door')?.env).not.toHaveProperty('CONSOLE_URL');
});

it.each([true, false])('needs the ports that it plans with, development: %s', (dev) => {
  const options = { ...input.options, dev, gateways: 3, console: true };
  const needed = neededPorts(options, [18_000, 18_001]);
  const planned = planServices({ ...input, options }).map(({ port }) => port);
  expect(new Set(needed.map(({ port }) => port))).toEqual(new Set([...planned, 18_000, 18_001]));
  expect(needed.filter(({ option }) => option === '--port').map(({ port }) => port)).toEqual([8080]);
});
