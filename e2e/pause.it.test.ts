import { BRIDGE_PAUSE_SUBJECT, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import type { ClientToServerEvents, GatewayStatus, ServerToClientEvents } from '@quotebridge/contracts/wire';
import { auditStream, siteManager, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import type { JetStreamManager } from '@nats-io/jetstream';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { followBridge } from './bridge-status.ts';
import type { BridgeListener } from './bridge-status.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const WHOLE = { symbols: 10, lost: 0, duplicates: 0, outOfOrder: 0 };

const resources = new AsyncDisposableStack();
let topology: Topology;
let bridge: BridgeListener;
let gateway: { readonly status: GatewayStatus | null };
let onprem: JetStreamManager;
let cloud: JetStreamManager;
beforeAll(async () => {
  // The gateway also receives quotes by the core path, which the pause leaves alone; the API only those of the stream.
  topology = resources.use(await startTopology({ symbols: 10, rate: 100, env: { api: { FRESH: 'off' } } }));
  bridge = resources.use(await followBridge(topology));
  gateway = followGateway(topology.service('gateway').url);
  const managerAt = async (site: string) => {
    const nc = await topology.connect(site, 'bridge');
    resources.defer(() => nc.close());
    return siteManager(nc);
  };
  [onprem, cloud] = await Promise.all([managerAt('onprem'), managerAt('cloud')]);
});
afterAll(() => resources.disposeAsync());
afterEach(async () => {
  await request({ bridge: 'quotes', paused: false });
  await vi.waitUntil(() => stateOf('quotes') === 'active', WAIT);
});

/** Keeps the newest status of a gateway. */
function followGateway(url: string): { readonly status: GatewayStatus | null } {
  const followed: { status: GatewayStatus | null } = { status: null };
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
  });
  resources.defer(() => void socket.disconnect());
  socket.on('status', (status) => (followed.status = status));
  return followed;
}

async function request(body: unknown, site = 'onprem'): Promise<unknown> {
  const nc = await topology.connect(site, 'migrator');
  try {
    return (await nc.request(BRIDGE_PAUSE_SUBJECT, JSON.stringify(body), { timeout: 10_000 })).json();
  } finally {
    await nc.close();
  }
}

const stateOf = (name: string) => bridge.status?.bridges.find((one) => one.name === name)?.state;
const positionAt = async (jsm: JetStreamManager) => (await jsm.streams.info(QUOTES_STREAM)).state.last_seq;
const apiStatus = async () => (await fetch(`${topology.service('api').url}/v1/status`)).json();

/** Pauses the quotes, and resolves with the last message of the mirror once nothing follows any more. */
async function pauseQuotes(): Promise<number> {
  expect(await request({ bridge: 'quotes', paused: true })).toEqual({ stream: QUOTES_STREAM, to: ['cloud'] });
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('paused'), WAIT);
  return positionAt(cloud);
}

/** Resolves when the origin has stored that many messages more than a position. */
async function untilOriginIsAhead(position: number, messages: number): Promise<void> {
  await vi.waitFor(async () => expect(await positionAt(onprem)).toBeGreaterThan(position + messages), WAIT);
}

async function expectWhole(): Promise<void> {
  const last = await positionAt(onprem);
  await vi.waitFor(async () => expect(await positionAt(cloud)).toBeGreaterThanOrEqual(last), WAIT);
  const reader = await topology.connect('cloud', 'reader');
  try {
    expect(await auditStream(reader)).toMatchObject(WHOLE);
  } finally {
    await reader.close();
  }
}

it('holds a paused bridge at one message under load, without alarm or repair, and loses nothing', async () => {
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('active'), WAIT);
  bridge.forget();
  const position = await pauseQuotes();
  // 12 s: a mirror has 8 s to resume after its link came up, before it counts as stuck.
  await untilOriginIsAhead(position, 12_000);
  expect(await positionAt(cloud)).toBe(position);
  expect(bridge.status?.link).toBe('up');
  expect(stateOf('quotes')).toBe('paused');
  expect(stateOf('instruments')).toMatch(/active|idle/);
  expect(bridge.quotes?.lag).toBeGreaterThan(10_000);
  const named = { alarms: [], link: 'up', stale: { reason: 'paused' }, complete: false };
  await vi.waitFor(async () => expect(await apiStatus()).toMatchObject(named), WAIT);
  const incomplete = { alarms: [], link: 'up', stale: null, complete: false, paused: true };
  await vi.waitFor(() => expect(gateway.status).toMatchObject(incomplete), WAIT);

  expect(await request({ bridge: 'quotes', paused: false })).toEqual({ stream: QUOTES_STREAM, to: ['cloud'] });
  await expectWhole();
  await vi.waitFor(async () => expect(await apiStatus()).toMatchObject({ stale: null, complete: true }), WAIT);
  await vi.waitFor(() => expect(gateway.status).toMatchObject({ complete: true, paused: false }), WAIT);
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('active'), WAIT);
  expect(bridge.alarms).toEqual([]);
  expect(bridge.actions).toEqual([]);
});

it.each([
  ['the bridge services', async () => restartServices('bridge-onprem', 'bridge-cloud')],
  ['the brokers of the origin', async () => restartBrokers('onprem')],
  ['the brokers of the copy', async () => restartBrokers('cloud')],
] as const)('stays paused when %s are restarted, and loses nothing', async (_what, restart) => {
  const position = await pauseQuotes();
  await restart();
  const from = await vi.waitFor(() => positionAt(onprem), WAIT);
  await untilOriginIsAhead(from, 2_000);
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('paused'), WAIT);
  expect(await positionAt(cloud)).toBe(position);
  await vi.waitFor(() => expect(bridge.alarmed).toEqual([]), WAIT);
  await request({ bridge: 'quotes', paused: false });
  await expectWhole();
});

it('stays paused when the link is cut and restored', async () => {
  const position = await pauseQuotes();
  topology.sites.cable.cut();
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('cut-off'), WAIT);
  topology.sites.cable.restore();
  await vi.waitFor(() => expect(stateOf('quotes')).toBe('paused'), WAIT);
  expect(await positionAt(cloud)).toBe(position);
});

it.each([
  ['an unknown bridge', { bridge: 'quotse', paused: true }, 'there is no bridge "quotse"; did you mean "quotes"?'],
  ['a bridge that stores nothing', { bridge: 'quotes-live', paused: true }, /^only bridges of mode replicate/],
  ['another field', { bridge: 'quotes', paused: true, until: 'noon' }, /Unrecognized key: "until"/],
  ['no boolean', { bridge: 'quotes', paused: 'yes' }, /^paused: /],
])('refuses %s, and changes nothing', async (_what, body, error) => {
  expect(await request(body)).toEqual({ error: expect.stringMatching(error) });
  expect((await onprem.consumers.info(QUOTES_STREAM, 'CLOUD')).paused ?? false).toBe(false);
});

it('refuses, at another site, to pause a bridge that does not start there', async () => {
  expect(await request({ bridge: 'quotes', paused: true }, 'cloud')).toEqual({
    error: 'quotes starts from onprem: its bridge service pauses it, not the one of cloud',
  });
});

async function restartServices(...names: string[]): Promise<void> {
  await Promise.all(names.map((name) => topology.service(name).restart()));
}

async function restartBrokers(site: string): Promise<void> {
  for (const broker of topology.sites.at(site).brokers) {
    await broker.stop();
    await broker.start();
  }
}
