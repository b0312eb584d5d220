import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JetStreamManager } from '@nats-io/jetstream';
import { QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { followBridge } from './bridge-status.ts';
import type { BridgeListener } from './bridge-status.ts';

const WAIT = { timeout: 60_000, interval: 50 };

const resources = new AsyncDisposableStack();
let topology: Topology;
let bridge: BridgeListener;
let onprem: JetStreamManager;
let cloud: JetStreamManager;
let readers: JetStreamManager[];
let file: string;
beforeAll(async () => {
  const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'quotebridge-start-')), (path) =>
    rm(path, { recursive: true }),
  );
  file = join(folder, 'bridges.yaml');
  await declare('{ sequence: 1 }');
  const env = { BRIDGES_FILE: file };
  topology = resources.use(
    await startTopology({ symbols: 10, rate: 10, env: { 'bridge-onprem': env, 'bridge-cloud': env } }),
  );
  bridge = resources.use(await followBridge(topology));
  const managerAt = async (site: string, user: string) => {
    const nc = await topology.connect(site, user);
    resources.defer(() => nc.close());
    return siteManager(nc);
  };
  [onprem, cloud] = await Promise.all([managerAt('onprem', 'bridge'), managerAt('cloud', 'bridge')]);
  readers = await Promise.all([managerAt('onprem', 'reader'), managerAt('cloud', 'reader')]);
});
afterAll(() => resources.disposeAsync());

/** Writes the file that both bridge services read at their start. `start`: `null` for no bridge at all. */
async function declare(start: string | null): Promise<void> {
  const copy = `{ name: quotes, mode: replicate, stream: QUOTES, from: onprem, to: [cloud], start: ${start} }`;
  await writeFile(
    file,
    `streams:\n  - { name: QUOTES, site: onprem, subjects: [quotes.*, feed.heartbeat, feed.claim] }\n  - { name: INSTRUMENTS, site: onprem, subjects: [instruments.*] }\nbridges:\n  - { name: instruments, mode: replicate, stream: INSTRUMENTS, from: onprem, to: [cloud] }\n${start === null ? '' : `  - ${copy}\n`}`,
  );
}

/** Restarts the bridge services, which then read the file again. */
const restartBridges = () =>
  Promise.all(['onprem', 'cloud'].map((site) => topology.service(`bridge-${site}`).restart()));

/** Replaces the copy by one that starts elsewhere. */
async function copyAgain(start: string): Promise<void> {
  await declare(null);
  await restartBridges();
  await cloud.streams.delete(QUOTES_STREAM).catch(() => undefined);
  await onprem.consumers.delete(QUOTES_STREAM, 'CLOUD').catch(() => undefined);
  bridge.forget();
  await declare(start);
  await restartBridges();
}

const originState = async () => (await onprem.streams.info(QUOTES_STREAM)).state;
const copyState = async () => (await cloud.streams.info(QUOTES_STREAM)).state;

/** Resolves when the origin has reached a sequence number. */
const untilOriginHas = (seq: number) =>
  vi.waitFor(async () => expect((await originState()).last_seq).toBeGreaterThanOrEqual(seq), WAIT);

/** Expects that the copy holds every message of its origin from `first` on, under the same sequence number, and none before. */
async function expectFrom(first: number): Promise<void> {
  await untilOriginHas(first + 100);
  const last = (await originState()).last_seq;
  await vi.waitFor(async () => expect((await copyState()).last_seq).toBeGreaterThanOrEqual(last), WAIT);
  const state = await copyState();
  expect(state.first_seq).toBe(first);
  expect(state.messages).toBe(state.last_seq - first + 1);
  for (const seq of [first, first + 1, last]) {
    const [original, copied] = await Promise.all(readers.map((jsm) => jsm.direct.getMessage(QUOTES_STREAM, { seq })));
    expect(copied?.subject).toBe(original?.subject);
    expect(copied?.string()).toBe(original?.string());
    expect(copied?.time).toEqual(original?.time);
  }
}

/** Expects that the copy had neither alarm nor repair since it was declared. */
async function expectNoAlarm(): Promise<void> {
  await vi.waitFor(
    () => expect(bridge.status?.bridges.find(({ name }) => name === 'quotes')?.state).toBe('active'),
    WAIT,
  );
  expect(bridge.alarms).toEqual([]);
  expect(bridge.actions).toEqual([]);
}

it('starts a copy at a sequence number, also at one that the origin has yet to reach', async () => {
  await untilOriginHas(300);
  await copyAgain('{ sequence: 120 }');
  await expectFrom(120);
  await expectNoAlarm();
  expect((await copyState()).first_seq).toBe(120);
  const ahead = (await originState()).last_seq + 500;
  await copyAgain(`{ sequence: ${ahead} }`);
  await expectFrom(ahead);
  await expectNoAlarm();
});

it('starts a copy now, and keeps that position over restarts of the services', async () => {
  const before = (await originState()).last_seq;
  await copyAgain('now');
  await vi.waitFor(async () => expect((await copyState()).messages).toBeGreaterThan(0), WAIT);
  const { config } = await onprem.consumers.info(QUOTES_STREAM, 'CLOUD');
  const first = config.opt_start_seq ?? 0;
  expect(first).toBeGreaterThan(before);
  await expectFrom(first);
  await restartBridges();
  await expectFrom(first);
  await expectNoAlarm();
});

it('fills a lost copy again from where it started', async () => {
  const { first_seq: first } = await copyState();
  const { created } = await cloud.streams.info(QUOTES_STREAM);
  await cloud.streams.delete(QUOTES_STREAM);
  await vi.waitFor(async () => expect((await cloud.streams.info(QUOTES_STREAM)).created).not.toBe(created), WAIT);
  await expectFrom(first);
  await expectNoAlarm();
});

it('limits the rate of a copy, and removes the limit again', async () => {
  const limit = async () => (await onprem.consumers.info(QUOTES_STREAM, 'CLOUD')).config.rate_limit_bps;
  await declare('now, kbps: 5000');
  await restartBridges();
  await vi.waitFor(async () => expect(await limit()).toBe(5_000_000), WAIT);
  await declare('now');
  await restartBridges();
  await vi.waitFor(async () => expect(await limit()).toBeUndefined(), WAIT);
});

it('starts a copy at a time', async () => {
  const first = (await originState()).last_seq - 40;
  const message = await readers[0]?.direct.getMessage(QUOTES_STREAM, { seq: first });
  await copyAgain(`{ time: '${message?.time.toISOString()}' }`);
  // Messages of the same millisecond are stored at a later time than that.
  const { first_seq: copied } = await untilCopied();
  expect(copied).toBeLessThanOrEqual(first);
  const earlier = await readers[0]?.direct.getMessage(QUOTES_STREAM, { seq: copied - 1 });
  expect(earlier?.time.getTime()).toBeLessThan(message?.time.getTime() ?? 0);
  await expectFrom(copied);
  await expectNoAlarm();
});

async function untilCopied() {
  await vi.waitFor(async () => expect((await copyState()).messages).toBeGreaterThan(0), WAIT);
  return copyState();
}
