import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BOTH_CORES, Pinned } from '../fanout/children.ts';
import { now } from '../fanout/clock.ts';
import { cpuSeconds } from '../fanout/process-figures.ts';
import { startService } from '../pipeline/services.ts';
import { startSites } from '../pipeline/sites.ts';
import type { Sites, Sync } from '../pipeline/sites.ts';
import type { AgeFigures } from '../../receiver/ages.ts';
import type { ReaderFigures, Window } from './reader.ts';
import { SYMBOLS } from './ways.ts';
import type { Way } from './ways.ts';

export type Part = 'feed' | 'on-prem brokers' | 'cloud brokers' | 'reader' | 'auditors';

export interface RunOptions {
  readonly way: Way;
  /** Quotes a second, of all symbols. */
  readonly perSecond: number;
  /** When the on-prem broker syncs what it acknowledges. */
  readonly sync: Sync;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** One way at one rate. Bytes are those of the TCP connection of the link, per quote that was to be published. */
export interface RunResult {
  readonly way: string;
  /** The way that it is, with auditors; `null` without. */
  readonly audits: string | null;
  readonly perSecond: number;
  readonly toCloud: number;
  readonly toOnprem: number;
  /** Bytes of the subject and the content of a quote; 0 where the reader does not see the message itself. */
  readonly payload: number;
  /** Age of every quote at its first receipt, in milliseconds. */
  readonly ages: AgeFigures;
  /** Of the quotes that were to be published, how many the reader received. */
  readonly received: number;
  /** Microseconds of processor time per quote. */
  readonly cost: Readonly<Partial<Record<Part, number>>>;
}

/** Starts both sites without users, the link between through a proxy, and the feed. */
export async function startLoad(
  stack: AsyncDisposableStack,
  {
    perSecond,
    sync,
    copy,
    compression = 'off',
  }: Pick<RunOptions, 'perSecond' | 'sync'> & Pick<Way, 'copy' | 'compression'>,
): Promise<Sites & { readonly cable: NonNullable<Sites['cable']>; readonly feedPid: number }> {
  const sites = stack.use(await startSites({ brokers: 1, sync, copy, compression, withCable: true }));
  if (sites.cable === null) throw new Error('the link has no proxy');
  const feed = stack.use(
    await startService('feed', sites.onprem.urls, {
      FEED_SOURCE: 'simulated',
      FEED_SYMBOLS: String(SYMBOLS),
      FEED_RATE: String(perSecond / SYMBOLS),
      FEED_BURSTS: 'off',
    }),
  );
  return { ...sites, cable: sites.cable, feedPid: feed.pid };
}

/** Measures one way at one rate, with everything freshly started. */
export async function run({ way, perSecond, sync, warmUpMs, measureMs }: RunOptions): Promise<RunResult> {
  await using stack = new AsyncDisposableStack();
  const { onprem, cloud, cable, feedPid } = await startLoad(stack, { ...way, perSecond, sync });
  const reader = stack.use(
    new Pinned(process.execPath, [resolve(import.meta.dirname, 'reader.ts')], {
      core: BOTH_CORES,
      env: { NATS_URL: cloud.urls, READ: way.read },
    }),
  );
  await reader.next();
  const auditors: number[] = [];
  if (way.audits !== undefined) {
    for (const [site, { urls }] of [['onprem', onprem] as const, ['cloud', cloud] as const]) {
      auditors.push(stack.use(await startService('auditor', urls, { SITE: site })).pid);
    }
  }
  const parts: Readonly<Partial<Record<Part, readonly number[]>>> = {
    feed: [feedPid],
    'on-prem brokers': onprem.pids,
    'cloud brokers': cloud.pids,
    reader: [reader.pid],
    ...(auditors.length > 0 && { auditors }),
  };
  const used = () => Object.values(parts).map((pids) => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0));

  const from = now() + warmUpMs;
  const measured: Window = { from, to: from + measureMs };
  reader.send(measured);
  await delay(from - now());
  const before = { received: cable.received, used: used() };
  await delay(measured.to - now());
  const after = { received: cable.received, used: used() };
  reader.send('end');
  const { payload, ...ages } = (await reader.next()) as ReaderFigures;
  const due = (perSecond * measureMs) / 1_000;
  return {
    way: way.title,
    audits: way.audits ?? null,
    perSecond,
    toCloud: (after.received.leaf - before.received.leaf) / due,
    toOnprem: (after.received.hub - before.received.hub) / due,
    payload,
    ages,
    received: ages.count / due,
    cost: Object.fromEntries(
      Object.keys(parts).map((part, index) => [
        part,
        (((after.used[index] ?? 0) - (before.used[index] ?? 0)) / due) * 1e6,
      ]),
    ),
  };
}
