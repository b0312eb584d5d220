import { setTimeout as delay } from 'node:timers/promises';
import { auditStream, startTopology } from '@quotebridge/testkit';
import { Command, Option } from 'commander';
import { stopSignal } from '../../../infra/local/stop-signal.ts';
import { openBoard } from '../browser/board-page.ts';
import { launchChromium } from '../browser/chromium.ts';
import { isWhole } from '../browser/looks.ts';
import { describeMachine, prepareMachine } from './machine.ts';
import { markdownTable } from './markdown.ts';
import { heapMeter, processesOf, residentMemory } from './memory.ts';
import { MemoryLog } from './memory-log.ts';
import { numberFrom } from './numbers.ts';

const SAMPLE_MS = 10_000;
const LIVE_WITHIN_MS = 30_000;
const POLL_MS = 100;
const STOP_WITHIN_MS = 6_000;

const command = new Command('npm run bench:soak --')
  .description(
    'Lets quotes flow into the board in a browser for long, counts them, and watches the memory of every process.',
  )
  .option('--minutes <n>', 'how long', numberFrom(0.1), 10)
  .option('--symbols <n>', 'how many symbols', numberFrom(1), 100)
  .option('--rate <n>', 'quotes per second and symbol, evenly spread', numberFrom(0.01), 10)
  .addOption(new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'))
  .option('--json', 'print JSON in place of Markdown tables')
  .parse();
const options = command.opts<{ minutes: number; symbols: number; rate: number; brokers: '1' | '3'; json?: true }>();
const { minutes, symbols, rate } = options;
const brokers = options.brokers === '3' ? 3 : 1;
const stopping = stopSignal(STOP_WITHIN_MS);

const machine = describeMachine();
await prepareMachine(stopping);
await using topology = await startTopology({ brokers, symbols, rate, env: { feed: { FEED_BURSTS: 'off' } } });
await using resources = new AsyncDisposableStack();
const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
const board = resources.use(await openBoard(browser, topology.url, { viewport: { width: 1440, height: 900 } }));
await untilWhole();
const heap = await heapMeter(board.page);
const log = new MemoryLog();
const processes = processesOf(topology);
const before = await board.totals();
const started = performance.now();

console.error(`${symbols} symbols × ${rate} Hz for ${minutes} min`);
const duration = minutes * 60_000;
for (let at = 0; at < duration + SAMPLE_MS; at += SAMPLE_MS) {
  await delay(Math.max(0, started + Math.min(at, duration) - performance.now()), undefined, { signal: stopping });
  log.add(
    performance.now() - started,
    new Map([...(await residentMemory(processes)), ['the page (JS heap)', await heap()]]),
  );
}
await untilWhole();
const totals = await board.totals();
const seconds = (performance.now() - started) / 1_000;
const perSecond = (totals.received + totals.folded - before.received - before.folded) / seconds;
const now = processesOf(topology);
const restarted = [...processes].filter(([name, pid]) => now.get(name) !== pid).map(([name]) => name);
const reader = resources.adopt(await topology.connect('cloud', 'reader'), (nc) => nc.close());
const stream = await auditStream(reader);

const clean =
  totals.received > 0 &&
  restarted.length === 0 &&
  totals.missing + totals.repeated + totals.outOfOrder + totals.unexplained === 0 &&
  stream.lost + stream.repeated + stream.outOfOrder === 0;
const result = {
  machine,
  brokers,
  symbols,
  rate,
  minutes,
  clean,
  page: totals,
  perSecond,
  restarted,
  stream,
  faults: board.faults,
  memory: log.trends,
};
console.log(options.json ? JSON.stringify(result, null, 2) : report());
process.exitCode = clean ? 0 : 1;

/** Waits for the board to have every quote, though not for ever: after a soak, what is still missing then is a finding. */
async function untilWhole(): Promise<void> {
  for (const deadline = performance.now() + LIVE_WITHIN_MS; performance.now() < deadline;) {
    const [seen, { missing }] = await Promise.all([board.now(), board.totals()]);
    if (seen && isWhole(seen) && missing === 0) return;
    await delay(POLL_MS, undefined, { signal: stopping });
  }
}

function report(): string {
  const count = (value: number) => value.toLocaleString('en');
  const quotes = [
    ['received by the page', totals.received],
    ['folded on the way (replaced by a newer one)', totals.folded],
    ['both together, per second', Math.round(perSecond)],
    ['missing', totals.missing],
    ['repeated', totals.repeated],
    ['out of order', totals.outOfOrder],
    ['reconnects of the page', totals.reconnects],
    ['in the cloud stream', stream.quotes],
    ['lost in the cloud stream', stream.lost],
    ['repeated in the cloud stream', stream.repeated],
    ['out of order in the cloud stream', stream.outOfOrder],
  ] as const;
  const memory = log.trends.map(({ name, afterOneMinute, atEnd, slope, verdict }) => [
    name,
    afterOneMinute.toFixed(1),
    atEnd.toFixed(1),
    slope.toFixed(1),
    verdict,
  ]);
  return [
    `${symbols} symbols × ${rate} Hz for ${minutes} min, ${brokers} broker${brokers === 1 ? '' : 's'} a site; ${machine}`,
    clean ? 'Nothing lost, nothing twice, all in order, no process restarted.' : 'NOT CLEAN',
    markdownTable(
      ['quotes', 'count'],
      quotes.map(([name, value]) => [name, count(value)]),
    ),
    markdownTable(['memory in MiB', 'after 1 min', 'at the end', 'slope per hour, second half', 'verdict'], memory),
    ...(restarted.length > 0 ? [`Ended and were started again: ${restarted.join(', ')}`] : []),
    ...(board.faults.length > 0 ? [`What the browser complained of:\n\n${board.faults.join('\n')}`] : []),
  ].join('\n\n');
}
