import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { execa } from 'execa';
import { NoWanError } from '../docker/wan.ts';
import { NoClusterError } from '../kind/link.ts';
import { NoDemoError } from '../local/control.ts';
import { root } from '../local/install.mjs';
import { StoppedError, stopSignal } from '../local/stop-signal.ts';
import { startControl } from './control-server.ts';
import { findK6, NoK6Error } from '../local/k6.ts';
import { watchProcesses } from './processes.ts';
import { startReceiver } from './receiver.ts';
import type { ReceiverFigures } from './receiver.ts';
import { amountOf, findScenario, listScenarios, UnknownScenarioError } from './scenarios.ts';
import { checkTarget, composeTarget, embeddedTarget, kindTarget, TargetError, TARGETS } from './target.ts';
import type { TargetName } from './target.ts';
import { judge } from './verdict.ts';
import type { Summary, Verdict } from './verdict.ts';

const FOR_THE_USER = [NoClusterError, NoDemoError, NoK6Error, NoWanError, TargetError, UnknownScenarioError];
/** An invalid run says nothing, neither good nor bad. */
const EXIT_CODES = { passed: 0, failed: 1, invalid: 2 } as const;
const STOP_WITHIN_MS = 8_000;
/** k6 may take so much longer than its clients do, in seconds: to connect them, to say goodbye, to write its report. */
const K6_TAKES_SECONDS = 120;
/** Of the clients, the part that is stalled where some are. */
const STALLED_SHARE = 0.05;
/** Clients of the receiver beside k6: enough to see every symbol, few enough to cost nothing. */
const RECEIVER_CLIENTS = 5;
/** Scenarios without clients at the gateway. */
const REST_ONLY = new Set(['api', 'browser']);

/** k6 says it for each timer of each client when a run ends early. */
const INTERRUPTED = /was stopped because the VU iteration was interrupted/;

function integer(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`allowed is an integer from ${min} to ${max}.`);
    }
    return value;
  };
}

interface Given {
  readonly target: TargetName;
  readonly url: string;
  readonly data?: string;
  readonly name: string;
  readonly clients?: number;
  readonly seconds?: number;
  readonly rate: number;
  readonly watched: number;
  readonly short?: true;
  readonly report?: string;
}

async function load(wanted: string, given: Given, stopping: AbortSignal): Promise<Verdict['outcome']> {
  const began = Date.now();
  const say = (line: string) => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const scenario = findScenario(await listScenarios(join(root, 'loadtest')), wanted);
  const amount = { ...amountOf(scenario.name, given.short === true), ...definedOf(given) };
  const title = `${scenario.number} ${scenario.name}`;
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const stamp = new Date(began).toISOString().replaceAll(/[:.]/g, '-');
  const report = resolve(
    cwd,
    given.report ?? join(root, '.data', 'load', `${scenario.number}-${scenario.name}-${stamp}`),
  );
  await mkdir(report, { recursive: true });
  say(`${title}: ${amount.clients} clients, ${amount.seconds} s, at ${given.url}`);

  const dataDir = given.data === undefined ? resolve(root, '.data') : resolve(cwd, given.data);
  const url = given.url.replace(/\/$/, '');
  const targets = {
    embedded: () => embeddedTarget(url, dataDir),
    compose: () => composeTarget(url, root),
    kind: () => kindTarget(url, given.name),
  };
  const target = await targets[given.target]();
  await checkTarget(target.url);
  const k6 = await findK6({ root, reports: report, env: process.env, say });
  say(k6.what);

  await using receiver = startReceiver(root);
  const socketUrl = `${target.url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const stalled = Math.max(1, Math.round(amount.clients * STALLED_SHARE));
  await using control = await startControl({
    ...target.does,
    'stall-clients': async () => void (await receiver.ask({ order: 'stall', url: socketUrl, count: stalled })),
    'release-clients': async () => void (await receiver.ask({ order: 'release' })),
  });
  const hasClients = !REST_ONLY.has(scenario.name);
  if (hasClients) {
    const watchlists = await watchlistsAt(target.url, given.watched);
    await receiver.ask({ order: 'watch', url: socketUrl, watchlists, partMs: (amount.seconds * 1_000) / 20 });
  }

  const settings = {
    BASE_URL: target.url,
    CONTROL_URL: control.url,
    REPORT_DIR: report,
    CLIENTS: amount.clients,
    WATCHED: given.watched,
    SECONDS: amount.seconds,
    RATE: given.rate,
  };
  const html = join(report, 'report.html');
  const running = execa(
    k6.file,
    [
      ...k6.args,
      'run',
      '--quiet',
      '--address=127.0.0.1:0',
      ...Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      scenario.file,
    ],
    {
      env: {
        K6_WEB_DASHBOARD: 'true',
        K6_WEB_DASHBOARD_PORT: '-1',
        K6_WEB_DASHBOARD_PERIOD: '1s',
        K6_WEB_DASHBOARD_EXPORT: html,
        // Chromium has no sandbox for root.
        ...(process.getuid?.() === 0 && { K6_BROWSER_ARGS: 'no-sandbox' }),
      },
      reject: false,
      all: true,
      cancelSignal: stopping,
      gracefulCancel: false,
      timeout: (amount.seconds + K6_TAKES_SECONDS) * 1_000,
      forceKillAfterDelay: 5_000,
    },
  );
  const processes = watchProcesses(async () => [
    ...(await target.processes()),
    ...[
      { name: 'k6', pid: running.pid },
      { name: 'receiver', pid: receiver.pid },
    ].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }])),
  ]);
  for await (const line of running.iterable({ from: 'all' })) if (!INTERRUPTED.test(line)) say(line);
  const ended = await running;
  const figures = await processes.stop();
  stopping.throwIfAborted();
  if (ended.timedOut)
    throw new Error(`k6 had not ended ${K6_TAKES_SECONDS} s after its clients should have, and was killed`);
  const received = hasClients ? ((await receiver.ask({ order: 'end' })) as ReceiverFigures) : null;
  await writeFile(join(report, 'receiver.json'), JSON.stringify({ received, figures, done: control.done }, null, 2));

  const { outcome, markdown } = judge({
    title,
    command: `npm run load -- ${scenario.number}${given.short ? ' --short' : ''}`,
    what: `${amount.clients} clients × ${given.watched} symbols, ${amount.seconds} s, ${k6.what}`,
    summary: await summaryOf(report, ended.exitCode),
    receiver: received,
    processes: figures,
    seconds: amount.seconds,
    isSoak: scenario.name === 'soak',
    isBreakpoint: scenario.name === 'breakpoint',
  });
  await writeFile(join(report, 'verdict.md'), markdown);
  console.log(`\n${markdown}\nReport: ${report}`);
  return outcome;
}

function definedOf({ clients, seconds }: Given) {
  return { ...(clients !== undefined && { clients }), ...(seconds !== undefined && { seconds }) };
}

async function summaryOf(report: string, exitCode: number | undefined): Promise<Summary> {
  try {
    return JSON.parse(await readFile(join(report, 'summary.json'), 'utf8')) as Summary;
  } catch (cause) {
    throw new Error(`k6 ended without a summary (exit code ${exitCode}); what it said is above`, { cause });
  }
}

/** Watchlists that have every symbol, for as few clients as that needs, and no fewer than stated. */
async function watchlistsAt(url: string, size: number): Promise<string[][]> {
  const answer = await fetch(`${url}/v1/instruments?limit=1000`);
  const { instruments } = (await answer.json()) as { instruments: readonly { symbol: string }[] };
  const symbols = instruments.map(({ symbol }) => symbol);
  if (symbols.length === 0) throw new TargetError(`${url} lists no instruments yet: wait until the board shows prices`);
  // Those after the last symbol are the first again, and none is in a list twice.
  return Array.from({ length: RECEIVER_CLIENTS }, (_, client) => {
    const start = (client * size) % Math.max(1, symbols.length);
    return [...symbols.slice(start), ...symbols.slice(0, start)].slice(0, size);
  });
}

const command = new Command('npm run load --')
  .description('Runs a k6 scenario against a demo that runs, and leaves a report: HTML, JSON and a verdict.')
  .argument('<scenario>', 'its number or name, as in loadtest/: 01 or smoke')
  .option('--url <url>', 'where the demo is', 'http://localhost:8080')
  .addOption(new Option('--target <way>', 'how the demo runs').choices(TARGETS).default('embedded'))
  .option('--data <dir>', 'the data directory that it was started with (default: ".data" of the repository)')
  .option('--name <name>', 'of the clusters, as kind:up was told it', 'quotebridge')
  .option('--clients <n>', 'clients that hold a WebSocket', integer(1, 20_000))
  .option('--seconds <n>', 'how long', integer(3, 86_400))
  .option('--rate <n>', 'REST requests a second', integer(1, 10_000), 50)
  .option('--watched <n>', 'symbols that each client watches', integer(1, 5_000), 20)
  .option('--short', 'less of it, as in CI')
  .addOption(new Option('--report <dir>', 'where the report goes (default: a new folder in .data/load)'))
  .parse();

const [wanted] = command.processedArgs as [string];
try {
  process.exitCode = EXIT_CODES[await load(wanted, command.opts<Given>(), stopSignal(STOP_WITHIN_MS))];
} catch (error) {
  process.exitCode = 1;
  if (error instanceof StoppedError) console.log('Stopped.');
  else console.error(FOR_THE_USER.some((kind) => error instanceof kind) ? (error as Error).message : error);
}
