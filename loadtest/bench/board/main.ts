import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { Command } from 'commander';
import type { Browser } from 'playwright-core';
import { openBoard } from '../../../e2e/browser/board-page.ts';
import type { BoardPage, BoardTotals } from '../../../e2e/browser/board-page.ts';
import { launchChromium } from '../../../e2e/browser/chromium.ts';
import { missedAims } from './aims.ts';
import { bundleSizes } from '../../../e2e/browser/bundle.ts';
import type { Bundle } from '../../../e2e/browser/bundle.ts';
import { watchFrames } from './frames.ts';
import type { Watched } from './frames.ts';
import { percentile } from './percentile.ts';
import { watchWork } from './work.ts';
import type { Work } from './work.ts';
import { prepareMachine } from '../../../infra/tools/prepare-machine.ts';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { markdownTable } from '../../shared/markdown.ts';
import { numberFrom } from '../../shared/options.ts';
import { run } from '../../../infra/tools/interruptible.ts';

const DIST = resolve(import.meta.dirname, '../../../frontend/dist');
const QUOTED_WITHIN_MS = 60_000;
const POLL_MS = 100;
const VIEWPORT = { width: 1440, height: 900 };

const options = new Command('npm run bench:board --')
  .description(
    'Measures the board in headless Chromium while a market moves: frames, changes of the document, loading.',
  )
  .option('--symbols <n>', 'how many instruments', numberFrom(1), 1_000)
  .option('--rate <n>', 'quotes per second and instrument', numberFrom(0.01), 20)
  .option('--seconds <n>', 'how long to watch each', numberFrom(1), 10)
  .option('--loads <n>', 'how often to load the page', numberFrom(1), 5)
  .option('--real', 'all of both sites, brokers and services, in place of a stand-in for gateway and API')
  .option('--check', 'end with 1 when a frame or the first quote takes longer than it should')
  .option('--json', 'print JSON in place of Markdown')
  .parse()
  .opts<{ symbols: number; rate: number; seconds: number; loads: number; real?: true; check?: true; json?: true }>();

interface Row {
  readonly name: string;
  readonly frames: readonly number[];
  readonly deliveries: number;
  readonly conflated: number;
  readonly bytes: number;
  readonly work: Work;
}

await run(async (stopping) => {
  await prepareMachine(stopping);
  const machine = describeMachine();
  await using resources = new AsyncDisposableStack();
  const { symbols, rate } = options;
  const { url } = resources.use(
    options.real ? await startTopology({ symbols, rate }) : await startGatewayStub(symbols, rate),
  );
  const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
  const board = resources.use(await openBoard(browser, url, { viewport: VIEWPORT }));
  await until(board, stopping);

  const work = await watchWork(board.page);
  const rows: Row[] = [];
  for (const maxRate of [5, 10, 20]) {
    await choose(board, maxRate);
    rows.push(await watch(board, work, `${maxRate} updates/s`));
  }
  const scrolling = scroll(board, stopping);
  rows.push(await watch(board, work, '20 updates/s, scrolling'));
  scrolling.abort();
  const { writes } = await frames(board, true);
  const cells = await board.page.locator('[data-testid="row"] :is([role="gridcell"], [role="rowheader"])').count();
  const subscribed = await board.page.evaluate<readonly string[]>('window.quotebridge.subscribed()');
  const totals = await board.totals();
  const first = await firstQuotes(browser, url, stopping);
  const bundles = await bundleSizes(DIST);
  const figures = { machine, rows, writes, cells, subscribed: subscribed.length, totals, first, bundles };
  console.log(options.json ? JSON.stringify({ ...options, ...figures }, null, 2) : report(figures));
  if (!options.check) return;
  const missed = missedAims(figures);
  for (const each of missed) console.error(each);
  if (missed.length > 0) process.exitCode = 1;
});

interface Figures {
  readonly machine: string;
  readonly rows: readonly Row[];
  readonly writes: readonly number[];
  readonly cells: number;
  readonly subscribed: number;
  readonly totals: BoardTotals;
  readonly first: readonly number[];
  readonly bundles: readonly Bundle[];
}

function report({ machine, rows, writes, cells, subscribed, totals, first, bundles }: Figures): string {
  const ms = (values: readonly number[], part: number) => percentile(values, part).toFixed(1);
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const perSecond = writes.reduce((sum, each) => sum + each, 0) / options.seconds;
  return [
    `${options.symbols} instruments × ${options.rate} quotes/s, ${options.real ? 'both sites' : 'gateway and API stood in for'}; ${VIEWPORT.width} × ${VIEWPORT.height}; ${options.seconds} s each; ${machine}`,
    markdownTable(
      [
        'board',
        'frames',
        'p50 ms',
        'p95 ms',
        'max ms',
        'deliveries/s',
        'conflated/s',
        'kB/s',
        'work ms/s',
        'of it script',
        'style',
        'layout',
      ],
      rows.map((row) => [
        row.name,
        count(row.frames.length),
        ms(row.frames, 0.5),
        ms(row.frames, 0.95),
        ms(row.frames, 1),
        ...[row.deliveries, row.conflated, row.bytes / 1_000, ...Object.values(row.work)].map((sum) =>
          count(sum / options.seconds),
        ),
      ]),
    ),
    `Subscribed to ${subscribed} of ${options.symbols} instruments, ${cells} cells in the document. Changes of the document in a frame: p95 ${percentile(writes, 0.95)}, at most ${Math.max(...writes)}; ${count(perSecond)} a second.`,
    `Accounts: ${totals.missing} missing, ${totals.duplicates} duplicates, ${totals.outOfOrder} out of order, ${totals.unexplained} unexplained.`,
    `First quote after the page began to load, ${first.length} loads: ${first.map((each) => `${Math.round(each)} ms`).join(', ')}.`,
    markdownTable(
      ['loaded', 'kB', 'kB with gzip'],
      bundles.map(({ name, bytes, gzip }) => [name, (bytes / 1_000).toFixed(0), (gzip / 1_000).toFixed(0)]),
    ),
  ].join('\n\n');
}

/** Starts the stub in a process of its own. */
async function startGatewayStub(symbols: number, rate: number) {
  const child = fork(join(import.meta.dirname, 'gateway-stub.ts'), [String(symbols), String(rate)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (child.stdout === null) throw new Error('the market does not run');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${port.toString().trim()}/`,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function watch(board: BoardPage, work: () => Promise<Work>, name: string): Promise<Row> {
  const before = await board.totals();
  const idle = await work();
  const { frames: watched } = await frames(board, false);
  const after = await board.totals();
  const busy = await work();
  return {
    name,
    frames: watched,
    deliveries: after.received - before.received,
    conflated: after.conflated - before.conflated,
    bytes: after.bytes - before.bytes,
    work: {
      all: busy.all - idle.all,
      script: busy.script - idle.script,
      style: busy.style - idle.style,
      layout: busy.layout - idle.layout,
    },
  };
}

function frames(board: BoardPage, countWrites: boolean): Promise<Watched> {
  return board.page.evaluate<Watched, [number, boolean]>(watchFrames, [options.seconds * 1_000, countWrites]);
}

/** Sets the rate as a person does, by the control. */
async function choose(board: BoardPage, maxRate: number): Promise<void> {
  await board.page.getByTestId('rate').click();
  await board.page.getByLabel('Updates per second').fill(String(maxRate));
  await board.page.keyboard.press('Escape');
}

/** Turns the mouse wheel up and down until it is stopped. */
function scroll(board: BoardPage, stopping: AbortSignal): AbortController {
  const stop = new AbortController();
  const turn = async () => {
    await board.page.mouse.move(400, 500);
    for (let n = 0; !stop.signal.aborted && !stopping.aborted; n += 1) {
      await board.page.mouse.wheel(0, n % 40 < 20 ? 300 : -300);
      await delay(POLL_MS);
    }
  };
  turn().catch((error: unknown) => {
    if (!stop.signal.aborted) console.error(error);
  });
  return stop;
}

/** Loads the page some times over; the first one warms up and does not count. */
async function firstQuotes(browser: Browser, url: string, stopping: AbortSignal): Promise<readonly number[]> {
  const all: number[] = [];
  for (let load = 0; load <= options.loads; load += 1) {
    await using board = await openBoard(browser, url, { viewport: VIEWPORT });
    await until(board, stopping);
    const { firstQuoteMs } = await board.totals();
    if (load > 0) all.push(firstQuoteMs ?? Number.NaN);
  }
  return all;
}

/** Waits for rows with prices, whether this machine's feed keeps up with its schedule or not. */
async function until(board: BoardPage, stopping: AbortSignal): Promise<void> {
  for (const deadline = performance.now() + QUOTED_WITHIN_MS; performance.now() < deadline;) {
    const seen = await board.now();
    if (seen && seen.fresh + seen.stale > 0) return;
    await delay(POLL_MS, undefined, { signal: stopping });
  }
  throw new Error(`the board shows ${JSON.stringify(await board.now())}`);
}
