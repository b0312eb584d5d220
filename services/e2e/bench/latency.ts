import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { Command, Option } from 'commander';
import { stopSignal } from '../../../infra/local/stop-signal.ts';
import { drift, now } from './clock.ts';
import { describeMachine, prepareMachine } from './machine.ts';
import { markdownTable } from './markdown.ts';
import { numberFrom } from './numbers.ts';
import { listen, readStream, subscribe } from './receivers.ts';
import { Stage } from './stage.ts';

const QUICK_SECONDS = 10;
const WARM_UP_MS = 5_000;
/** How long after the last quote was to be published it may arrive. */
const LATE_MS = 15_000;
const POLL_MS = 20;
const STOP_WITHIN_MS = 6_000;

const command = new Command('npm run bench:latency --')
  .description('Measures how long quotes take from the feed to each point of the way, all in one run.')
  .option('--seconds <n>', 'how long to measure, after the warm-up', numberFrom(1), 60)
  .option('--symbols <n>', 'how many symbols', numberFrom(1), 100)
  .option('--rate <n>', 'quotes per second and symbol, evenly spread', numberFrom(0.01), 10)
  .addOption(new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'))
  .addOption(
    new Option('--sync <how>', 'when on-prem brokers put on disk what they acknowledge')
      .choices(['always', '2m'])
      .default('always'),
  )
  .option('--quick', `measure for ${QUICK_SECONDS} s`)
  .option('--json', 'print JSON in place of a Markdown table')
  .parse();
const options = command.opts<{
  seconds: number;
  symbols: number;
  rate: number;
  brokers: '1' | '3';
  sync: 'always' | '2m';
  quick?: true;
  json?: true;
}>();
const brokers = options.brokers === '3' ? 3 : 1;
const seconds = options.quick ? QUICK_SECONDS : options.seconds;
const { symbols, rate, sync } = options;

const stored = new Stage('stored in the on-prem stream');
const onprem = new Stage('reader of the on-prem stream');
const peer = new Stage('bare NATS subscriber in the cloud (the peer)');
const mirror = new Stage('reader of the cloud mirror');
const gateway = new Stage('Socket.IO client of the gateway');
const frontDoor = new Stage('Socket.IO client of the front door');
const stages = [stored, onprem, peer, mirror, gateway, frontDoor];

const stopping = stopSignal(STOP_WITHIN_MS);

const machine = describeMachine();
await prepareMachine(stopping);
await using topology = await startTopology({ brokers, symbols, rate, sync, env: { feed: { FEED_BURSTS: 'off' } } });
await using connections = new AsyncDisposableStack();
const connect = async (site: 'onprem' | 'cloud') =>
  connections.adopt(await topology.connect(site, 'reader'), (nc) => nc.close());
// A connection each: none waits behind another's bytes.
await readStream(await connect('onprem'), onprem, stored);
await readStream(await connect('cloud'), mirror);
listen(await connect('cloud'), peer);
connections.use(subscribe(topology.service('gateway').url, gateway));
connections.use(subscribe(topology.url, frontDoor));

console.error(`warming up, then measuring for ${seconds} s`);
await until(() => stages.every(({ newest }) => newest > 0), LATE_MS);
const from = now() + WARM_UP_MS;
const to = from + seconds * 1_000;
for (const stage of stages) stage.measure(from, to);
await delay(to - now(), undefined, { signal: stopping });
await until(() => stages.every(({ newest }) => newest >= to), LATE_MS);

const result = {
  machine,
  brokers,
  symbols,
  rate,
  seconds,
  sync,
  clockDriftMs: drift(),
  stages: stages.map(({ name, latencies }) => ({ name, ...latencies })),
};
console.log(options.json ? JSON.stringify(result, null, 2) : report());

function report(): string {
  const base = peer.latencies;
  const rows = stages.map(({ name, latencies: { quotes, p50, p90, p99, max } }) => [
    name,
    quotes.toLocaleString('en'),
    ...[p50, p90, p99, max].map((latency) => latency.toFixed(2)),
    `${(p50 / base.p50).toFixed(1)}×`,
    `${(p99 / base.p99).toFixed(1)}×`,
  ]);
  const head = ['published →', 'quotes', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'p50 / peer', 'p99 / peer'];
  return [
    `${symbols} symbols × ${rate} Hz for ${seconds} s, ${brokers} broker${brokers === 1 ? '' : 's'} a site, sync ${sync}; ${machine}`,
    markdownTable(head, rows),
    `Clocks of one machine; drift of the receiving process's from the system's: ${result.clockDriftMs.toFixed(2)} ms.`,
  ].join('\n\n');
}

async function until(holds: () => boolean, within: number): Promise<void> {
  for (const deadline = now() + within; !holds(); await delay(POLL_MS, undefined, { signal: stopping })) {
    if (now() < deadline) continue;
    const behind = stages.map(
      ({ name, newest }) => `${name}: ${newest === 0 ? 'nothing' : Math.round(now() - newest)}`,
    );
    throw new Error(`quotes did not come within ${within} ms; age of the newest in ms:\n${behind.join('\n')}`);
  }
}
