import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ONPREM, startMigrationDemo } from './migration-demo.ts';
import type { MigrationDemo } from './migration-demo.ts';
import { expectStage, migrated, moveStage } from './migration-stages.ts';
import { QUICK } from './migration-tool.ts';
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

  it('0 → 1: starts both in the cloud, compares the sites, and shifts nothing', async () => {
    await expectStage(demo, 0);
    const end = await moveStage(demo, traffic, { from: 0, to: 1 });
    // The whole market of 10 instruments, five times.
    expect(end).toMatchObject({ parity: { differences: 0, quotes: 50 } });
    expect([...traffic.answered.keys()]).toEqual(['onprem']);
  });

  it('1 → 2: shifts the traffic, relocates the clients, and stops the source', async () => {
    const end = await moveStage(demo, traffic, { from: 1, to: 2 });
    // 6 clients with the library and 6 others, and 6 of the tool, of which 3 ignore the request.
    expect(end).toMatchObject({ clients: { remaining: 0 }, requests: { onprem: { failed: 0 }, cloud: { failed: 0 } } });
    expect(end.clients.moved).toBeGreaterThan(0);
    expect(traffic.answered.get('cloud')).toBeGreaterThan(0);
  });

  it('2 → 1: goes back, and leaves the cloud running without traffic', async () => {
    const { clients } = await moveStage(demo, traffic, { from: 2, to: 1 });
    expect(clients.moved).toBeGreaterThan(0);
  });

  it('1 → 0: stops the cloud, which gets no traffic meanwhile', async () => {
    const before = traffic.answered.get('cloud');
    await moveStage(demo, traffic, { from: 1, to: 0 });
    expect(traffic.answered.get('cloud')).toBe(before);
  });

  it('failed no request and lost, repeated or reordered no quote; no client with the library was without a connection', async () => {
    await traffic.expectNothingWrong();
    expect({ failures: traffic.failures, lost: traffic.lost }).toEqual({ failures: [], lost: 0 });
  });

  it('moves one service without the other', async () => {
    await migrated(demo.migrate('api', '--to', 'cloud', '--canary', '100', ...QUICK));
    expect(await demo.weights()).toBe('api cloud 100, gateway onprem 100');
    await migrated(demo.migrate('api', '--to', 'onprem', '--canary', '100', ...QUICK));
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
