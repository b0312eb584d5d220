import { setTimeout as delay } from 'node:timers/promises';
import { auditStream, freePort, startTopology } from '@quotebridge/testkit';
import type { AuditResult, TopologyOptions } from '@quotebridge/testkit';
import { openBoard } from '../../../e2e/browser/board-page.ts';
import type { BoardPage, BoardTotals } from '../../../e2e/browser/board-page.ts';
import { launchChromium } from '../../../e2e/browser/chromium.ts';
import { isWhole } from '../../../e2e/browser/looks.ts';
import { unackedMessages } from './backlog.ts';
import { heapInUse } from './heap.ts';
import { prepareMachine } from '../../../infra/tools/prepare-machine.ts';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { heapMeter, processesOf, residentMemory, SERVICES } from './memory.ts';
import { MemoryLog } from './memory-log.ts';
import type { MemoryTrend } from './memory-log.ts';
import { describeLoad } from '../../shared/options.ts';
import type { Load } from '../../shared/options.ts';

const SAMPLE_MS = 10_000;
const WHOLE_WITHIN_MS = 30_000;
const POLL_MS = 100;

export interface SoakOptions extends Load {
  readonly minutes: number;
}

export interface SoakResult extends SoakOptions {
  readonly machine: string;
  /** No quote lost, duplicated or out of order, and nothing restarted meanwhile, which would have hidden it. */
  readonly clean: boolean;
  readonly page: BoardTotals;
  /** Quotes received or conflated. */
  readonly perSecond: number;
  readonly stream: AuditResult;
  /** Messages that waited at the feed for their acks, at each sample. */
  readonly unacked: readonly number[];
  readonly restarted: readonly string[];
  readonly faults: readonly string[];
  /** RSS, read right after the heaps were collected. */
  readonly resident: readonly MemoryTrend[];
  /** What JavaScript holds once everything unreachable is gone. */
  readonly heaps: readonly MemoryTrend[];
}

export async function soak(options: SoakOptions, stopping: AbortSignal): Promise<SoakResult> {
  const { brokers, symbols, rate, minutes } = options;
  const machine = describeMachine();
  await prepareMachine(stopping);
  const inspected = new Map(await Promise.all(SERVICES.map(async (name) => [name, await freePort()] as const)));
  await using topology = await startTopology({ brokers, symbols, rate, env: environment(inspected) });
  await using resources = new AsyncDisposableStack();
  const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
  const board = resources.use(await openBoard(browser, topology.url, { viewport: { width: 1440, height: 900 } }));
  await whole(board, stopping);

  console.error(`${describeLoad(options)}, for ${minutes} min`);
  const pageHeap = await heapMeter(board.page);
  const processes = processesOf(topology);
  const resident = new MemoryLog();
  const heaps = new MemoryLog();
  const unacked: number[] = [];
  const before = await board.totals();
  const started = performance.now();
  const duration = minutes * 60_000;
  for (let at = 0; at < duration + SAMPLE_MS; at += SAMPLE_MS) {
    await delay(Math.max(0, started + Math.min(at, duration) - performance.now()), undefined, { signal: stopping });
    const sampledAt = performance.now() - started;
    const inUse = new Map([['the page', await pageHeap()]]);
    for (const [name, port] of inspected) inUse.set(name, await heapInUse(port));
    heaps.add(sampledAt, inUse);
    unacked.push(await unackedMessages(topology));
    resident.add(sampledAt, await residentMemory(processes));
  }
  await whole(board, stopping);
  const page = await board.totals();
  const seconds = (performance.now() - started) / 1_000;
  const perSecond = (page.received + page.conflated - before.received - before.conflated) / seconds;
  const now = processesOf(topology);
  const restarted = [...processes].filter(([name, pid]) => now.get(name) !== pid).map(([name]) => name);
  const reader = resources.adopt(await topology.connect('cloud', 'reader'), (nc) => nc.close());
  const stream = await auditStream(reader);
  const wrong = [
    page.missing,
    page.unsettled,
    page.duplicates,
    page.outOfOrder,
    page.unexplained,
    page.reconnects,
    stream.lost,
    stream.duplicates,
    stream.outOfOrder,
    restarted.length,
  ];
  return {
    ...options,
    machine,
    clean: page.received > 0 && wrong.every((count) => count === 0),
    page,
    perSecond,
    stream,
    unacked,
    restarted,
    faults: [...board.faults],
    resident: resident.trends,
    heaps: heaps.trends,
  };
}

function environment(inspected: ReadonlyMap<string, number>): NonNullable<TopologyOptions['env']> {
  const env = Object.fromEntries(
    Array.from(inspected, ([name, port]) => [name, { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }]),
  );
  return { ...env, feed: { ...env['feed'], FEED_BURSTS: 'off' } };
}

/** Waits for the board to have every quote, though not for ever: what is still missing after a soak is a finding. */
async function whole(board: BoardPage, stopping: AbortSignal): Promise<void> {
  for (const deadline = performance.now() + WHOLE_WITHIN_MS; performance.now() < deadline;) {
    const [seen, { missing }] = await Promise.all([board.now(), board.totals()]);
    if (seen && isWhole(seen) && missing === 0) return;
    await delay(POLL_MS, undefined, { signal: stopping });
  }
}
