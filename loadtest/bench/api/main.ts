import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { Command } from 'commander';
import { cpuSeconds, pin } from './cpu.ts';
import { load } from './load.ts';
import type { Measured } from './load.ts';
import { prepareMachine } from '../../../infra/tools/prepare-machine.ts';
import { markdownTable } from '../../shared/markdown.ts';
import { numberFrom } from '../../shared/options.ts';
import { stopSignal } from '../../../infra/tools/stop-signal.ts';

/** The server under load has a core to itself; everything else shares the others. */
const SERVER_CORE = 0;
const OTHER_CORE = 1;
const WARM_UP_S = 2;
const SIZES = [1, 20, 500];
const STOP_WITHIN_MS = 6_000;

const options = new Command('npm run bench:api --')
  .description('Measures snapshots of 1, 20 and 500 symbols beside a bare Express handler that sends as much.')
  .option('--seconds <n>', 'how long to measure each', numberFrom(1), 2)
  .option('--rounds <n>', 'how often, in turns', numberFrom(1), 12)
  .option('--rate <n>', 'quotes per second and symbol meanwhile, of 500 symbols', numberFrom(0.01), 0.2)
  .option('--json', 'print JSON in place of a Markdown table')
  .parse()
  .opts<{ seconds: number; rounds: number; rate: number; json?: true }>();

const stopping = stopSignal(STOP_WITHIN_MS);
await prepareMachine(stopping);
// Brokers and services inherit it: none of them may get in the way of the server under load.
await pin(process.pid, OTHER_CORE);
await using topology = await startTopology({
  symbols: 500,
  rate: options.rate,
  // Requests are counted as ever, only never refused.
  env: { api: { RATE_LIMIT: '1000000', LOG_LEVEL: 'warn', NODE_ENV: 'production' } },
});
const api = topology.service('api');
if (api.pid === undefined) throw new Error('the API does not run');
await pin(api.pid, SERVER_CORE);

const symbols = await allSymbols();
const idle = await idleShare(api.pid);
const rows: { symbols: number; ours: Measured; bare: Measured; ratio: number }[] = [];
for (const size of SIZES) {
  const path = size === 1 ? `/v1/quotes/${symbols[0]}` : `/v1/quotes?symbols=${symbols.slice(0, size).join(',')}`;
  const url = `${api.url}${path}`;
  const { byteLength } = await (await fetch(url)).arrayBuffer();
  await using bare = await startBare(byteLength);
  const rounds: { ours: Measured; bare: Measured }[] = [];
  await load(url, api.pid, WARM_UP_S);
  await load(bare.url, bare.pid, WARM_UP_S);
  for (let round = 0; round < options.rounds; round += 1) {
    rounds.push({
      ours: await load(url, api.pid, options.seconds, idle),
      bare: await load(bare.url, bare.pid, options.seconds),
    });
  }
  rows.push({
    symbols: size,
    ours: middle(
      rounds.map(({ ours }) => ours),
      cost,
    ),
    bare: middle(
      rounds.map((r) => r.bare),
      cost,
    ),
    // What else a machine does comes and goes: turns that follow each other share it.
    ratio: middle(
      rounds.map(({ ours, bare: peer }) => ours.perCpuSecond / peer.perCpuSecond),
      Number,
    ),
  });
}
console.log(options.json ? JSON.stringify({ ...options, idle, rows }, null, 2) : report());

function report(): string {
  const head = [
    'symbols',
    'bytes',
    'requests/s',
    'per CPU-second',
    'p99 ms',
    'bare: per CPU-second',
    'p99 ms',
    'ratio',
  ];
  const table = rows.map(({ symbols: size, ours, bare, ratio }) => [
    String(size),
    Math.round(ours.bytes).toLocaleString('en'),
    ...[ours.requests, ours.perCpuSecond].map((n) => Math.round(n).toLocaleString('en')),
    ours.p99.toFixed(0),
    Math.round(bare.perCpuSecond).toLocaleString('en'),
    bare.p99.toFixed(0),
    ratio.toFixed(2),
  ]);
  const quotes = 500 * options.rate;
  return [
    `${options.rounds} rounds of ${options.seconds} s in turns, the middle one of each and of the ratios of two that follow each other; server on core ${SERVER_CORE}, all else on core ${OTHER_CORE}`,
    markdownTable(head, table),
    `Bytes are those of an answer of ours, headers included; the bare handler sends as large a body, and fewer headers.`,
    `Meanwhile the API receives ${quotes} quotes/s twice, by stream and core; that alone takes ${(idle * 100).toFixed(1)} % of a core, not counted.`,
  ].join('\n\n');
}

function cost({ perCpuSecond }: Measured): number {
  return perCpuSecond;
}

function middle<T>(all: readonly T[], by: (one: T) => number): T {
  const sorted = all.toSorted((a, b) => by(a) - by(b));
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

/** The API's idle load, as a share of a core. */
async function idleShare(pid: number): Promise<number> {
  const seconds = 3;
  const before = await cpuSeconds(pid);
  await delay(seconds * 1_000, undefined, { signal: stopping });
  return ((await cpuSeconds(pid)) - before) / seconds;
}

/** Every symbol, once all have a quote. */
async function allSymbols(): Promise<string[]> {
  for (;;) {
    const answer = await fetch(`${api.url}/v1/quotes`, { signal: stopping });
    const { quotes } = (await answer.json()) as { quotes?: { symbol: string }[] };
    if (quotes?.length === 500) return quotes.map(({ symbol }) => symbol);
    await delay(200, undefined, { signal: stopping });
  }
}

async function startBare(bytes: number) {
  const child = fork(join(import.meta.dirname, 'bare.ts'), [String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (child.stdout === null || child.pid === undefined) throw new Error('the bare handler does not run');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  await pin(child.pid, SERVER_CORE);
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port.toString().trim()}/`,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
