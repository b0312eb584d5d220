import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_CLOUD, ALL_ONPREM, BOTH, CLOUD, ONPREM, QUICK, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { startTraffic } from './migration-traffic.ts';
import type { Traffic } from './migration-traffic.ts';

describe('API and gateway move from stage 0 to 1, 2, 1 and 0 under traffic', () => {
  let demo: MigrationDemo;
  let traffic: Traffic;

  beforeAll(async () => {
    demo = await startMigrationDemo({ stage: 0 });
    traffic = await startTraffic(demo.url);
  });
  afterAll(async () => {
    await traffic[Symbol.asyncDispose]();
    await demo[Symbol.asyncDispose]();
  });

  async function migrate(...args: readonly string[]) {
    const tool = demo.migrate(...args, ...QUICK);
    const { code, error } = await tool.ended;
    expect([error, code, tool.events.at(-1)]).toMatchObject(['', 0, { event: 'end', status: 'done' }]);
    return tool.events.at(-1);
  }

  it('0 → 1: starts both in the cloud, compares the sites, and shifts nothing', async () => {
    expect(await demo.instances()).toBe(ONPREM);
    const end = await migrate('api,gateway', '--to', 'cloud', '--canary', '0');
    expect(end).toMatchObject({ parity: { differences: 0 } });
    // The whole market of 10 instruments, five times.
    expect(end).toHaveProperty('parity.quotes', 50);
    expect(await demo.instances()).toBe(BOTH);
    expect(await demo.weights()).toBe(ALL_ONPREM);
    expect([...traffic.answered.keys()]).toEqual(['onprem']);
  });

  it('1 → 2: shifts the traffic, relocates the clients, and stops the source', async () => {
    const end = await migrate('api,gateway', '--to', 'cloud', '--canary', '10,50,100');
    expect(await demo.instances()).toBe(CLOUD);
    expect(await demo.weights()).toBe(ALL_CLOUD);
    // 6 clients with the library and 6 others, and 6 of the tool, of which 3 ignore the request.
    expect(end).toMatchObject({ clients: { remaining: 0 }, requests: { onprem: { failed: 0 }, cloud: { failed: 0 } } });
    expect(traffic.answered.get('cloud')).toBeGreaterThan(0);
    await traffic.flows();
  });

  it('2 → 1: goes back, and leaves the cloud running without traffic', async () => {
    await migrate('api,gateway', '--to', 'onprem', '--canary', '50,100', '--keep-source');
    expect(await demo.instances()).toBe(BOTH);
    expect(await demo.weights()).toBe(ALL_ONPREM);
    await traffic.flows();
  });

  it('1 → 0: stops the cloud, which gets no traffic meanwhile', async () => {
    const before = traffic.answered.get('cloud');
    await migrate('api,gateway', '--to', 'onprem', '--canary', '10,100');
    expect(traffic.answered.get('cloud')).toBe(before);
    expect(await demo.instances()).toBe(ONPREM);
    await traffic.flows();
  });

  it('failed no request and lost, repeated or reordered no quote; no client with the library was without a connection', async () => {
    await traffic.expectNothingWrong();
    expect(traffic.failures).toEqual([]);
    expect(traffic.lost).toBe(0);
  });

  it('moves one service without the other', async () => {
    await migrate('api', '--to', 'cloud', '--canary', '100');
    expect(await demo.weights()).toBe('api cloud 100, gateway onprem 100');
    await migrate('api', '--to', 'onprem', '--canary', '100');
    expect(await demo.instances()).toBe(ONPREM);
  });

  it('keeps a report of each, as JSON and HTML, and lists them', async () => {
    const list = demo.migrate('reports');
    expect((await list.ended).code).toBe(0);
    expect(list.lines.map((line) => line.split(' ')[0])).toEqual([
      '0006-api-to-onprem',
      '0005-api-to-cloud',
      '0004-api+gateway-to-onprem',
      '0003-api+gateway-to-onprem',
      '0002-api+gateway-to-cloud',
      '0001-api+gateway-to-cloud',
    ]);
    const folder = join(demo.data, 'migrations');
    const html = await readFile(join(folder, '0002-api+gateway-to-cloud.html'), 'utf8');
    expect(html).toContain('What this does not prove');
    const report = JSON.parse(await readFile(join(folder, '0002-api+gateway-to-cloud.json'), 'utf8'));
    expect(report).toMatchObject({ status: 'done', counts: { library: { missing: 0, duplicates: 0, outOfOrder: 0 } } });
    const weights = (report.timeline as { kind: string; text: string }[]).filter(({ kind }) => kind === 'weights');
    expect(weights.map(({ text }) => text.split(',')[0])).toEqual([
      'api onprem 90 cloud 10',
      'api onprem 50 cloud 50',
      'api onprem 0 cloud 100',
    ]);
  });
});
