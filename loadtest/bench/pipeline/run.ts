import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BOTH_CORES, Pinned } from '../fanout/children.ts';
import { cpuSeconds } from '../fanout/process-figures.ts';
import type { AgeFigures } from '../../receiver/ages.ts';
import type { ClientsOrder } from './clients.ts';
import { CLIENTS, SYMBOLS, WATCHED } from './load.ts';
import { startService } from './services.ts';
import { startSites } from './sites.ts';
import type { SitesOptions } from './sites.ts';

export type Way = 'bare' | 'ours';

export interface RunOptions extends SitesOptions {
  readonly way: Way;
  /** Quotes a second, of all symbols. */
  readonly perSecond: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export type Part = 'publisher' | 'on-prem brokers' | 'cloud brokers' | 'gateway' | 'api' | 'reader';

export interface RunResult extends SitesOptions {
  readonly way: Way;
  readonly perSecond: number;
  /** Quotes a second that the reader of the cloud's stream got. */
  readonly read: number;
  /** Milliseconds of age, at that reader and at the gateway's clients (none in the bare way). */
  readonly reader: AgeFigures;
  readonly client: AgeFigures | null;
  /** Microseconds of processor time per quote read. */
  readonly cost: Readonly<Partial<Record<Part, number>>>;
  /** Whether prices were fresh in the end, and nothing was left behind. */
  readonly fresh: boolean;
}

/** As the contract has it: older prices are stale. */
const STALE_AFTER_MS = 2_500;
/** Of what was to be published, what must come for nothing to be left behind. */
const KEEPS_UP = 0.95;
const script = (name: string) => resolve(import.meta.dirname, name);

/** Measures one way at one rate, with everything freshly started. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { way, perSecond, brokers, sync, warmUpMs, measureMs } = options;
  await using stack = new AsyncDisposableStack();
  const sites = stack.use(await startSites({ brokers, sync }));
  const spawn = (name: string, env: Readonly<Record<string, string>> = {}) =>
    stack.use(new Pinned(process.execPath, [script(name)], { core: BOTH_CORES, env }));
  const reader = spawn('stream-reader.ts', { NATS_URL: sites.cloud.urls });
  await reader.next();
  const pids: Record<string, readonly number[]> = {
    'on-prem brokers': sites.onprem.pids,
    'cloud brokers': sites.cloud.pids,
    reader: [reader.pid],
  };
  let clients: Pinned | null = null;
  if (way === 'bare') {
    pids['publisher'] = [spawn('bare-publisher.ts', { NATS_URL: sites.onprem.urls, RATE: String(perSecond) }).pid];
  } else {
    const market = {
      FEED_SOURCE: 'simulated',
      FEED_SYMBOLS: String(SYMBOLS),
      FEED_RATE: String(perSecond / SYMBOLS),
      FEED_BURSTS: 'off',
    };
    pids['publisher'] = [stack.use(await startService('feed', sites.onprem.urls, market)).pid];
    const api = stack.use(await startService('api', sites.cloud.urls, { FRESH: 'on' }));
    const gateway = stack.use(await startService('gateway', sites.cloud.urls, { FRESH: 'on', DRAIN_MS: '0' }));
    pids['api'] = [api.pid];
    pids['gateway'] = [gateway.pid];
    clients = spawn('clients.ts');
    const order: ClientsOrder = { port: gateway.port, watchlists: await watchlists(api.port) };
    clients.send(order);
    await clients.next();
  }
  await delay(warmUpMs);
  const parts = Object.entries(pids);
  const used = parts.map(([, of]) => sum(of.map(cpuSeconds)));
  reader.send('begin');
  clients?.send('begin');
  const began = performance.now();
  await delay(measureMs);
  const seconds = parts.map(([, of], index) => sum(of.map(cpuSeconds)) - (used[index] ?? 0));
  const elapsed = (performance.now() - began) / 1_000;
  reader.send('end');
  const ages = (await reader.next()) as AgeFigures & { readonly behind: number };
  clients?.send('end');
  const client = clients === null ? null : ((await clients.next()) as AgeFigures);
  const read = ages.count / elapsed;
  return {
    way,
    brokers,
    sync,
    perSecond,
    read,
    reader: ages,
    client,
    cost: Object.fromEntries(parts.map(([part], index) => [part, ((seconds[index] ?? 0) / ages.count) * 1e6])),
    fresh: ages.p99 <= STALE_AFTER_MS && ages.behind <= STALE_AFTER_MS && read >= KEEPS_UP * perSecond,
  };
}

const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);

/** Distinct lists, each of some of all symbols. */
async function watchlists(apiPort: number): Promise<string[][]> {
  const instruments: { symbol: string }[] = [];
  for (let path: string | null = '/v1/instruments'; path !== null;) {
    const answer = await fetch(`http://127.0.0.1:${apiPort}${path}`);
    const page = (await answer.json()) as { instruments: { symbol: string }[]; next: string | null };
    instruments.push(...page.instruments);
    path = page.next;
  }
  if (instruments.length !== SYMBOLS)
    throw new Error(`the API lists ${instruments.length} instruments, not ${SYMBOLS}`);
  const symbolAt = (index: number) => instruments[index % SYMBOLS]?.symbol ?? '';
  return Array.from({ length: CLIENTS }, (_, client) =>
    Array.from({ length: WATCHED }, (__, index) => symbolAt(client * 7 + index * 53)),
  );
}
