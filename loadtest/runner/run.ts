import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { root } from '../../infra/tools/install.mjs';
import { findK6, NoK6Error } from '../../infra/tools/k6.ts';
import { findChromium, NoChromiumError } from '../../infra/tools/suites/chromium.ts';
import { BROWSER } from './browser-capacity.ts';
import { startControl } from './control-server.ts';
import { startK6 } from './k6-process.ts';
import { loopbackUrl } from './loopback.ts';
import { descendantsOf } from './process-tree.ts';
import { watchProcesses } from './processes.ts';
import type { Used } from './processes.ts';
import { checkStage, migrationActions } from './migration.ts';
import { progressLine } from './progress-line.ts';
import { startReceiver } from './receiver.ts';
import type { ReceiverFigures } from '../receiver/main.ts';
import type { Reporter } from './console-reporter.ts';
import { amountOf, checkAmount, checkMarket, findScenario, listScenarios } from './scenarios.ts';
import { StallDetector, sumOf } from './stall-detector.ts';
import { watchSystem } from './system-watch.ts';
import { checkTarget, composeTarget, embeddedTarget, kindTarget, symbolsAt } from './target.ts';
import type { TargetName } from './target.ts';
import { judge } from './verdict.ts';
import type { Summary } from './summary.ts';
import type { Verdict } from './verdict.ts';
import { watchlistsOf } from './watchlists.ts';

/** The share of the clients that is stalled, in scenario 06. */
const STALLED_SHARE = 0.05;
/** Clients of the receiver beside k6: enough to see every symbol, few enough to cost nothing. */
const RECEIVER_CLIENTS = 5;
/** Scenarios without clients at the gateway. */
const REST_ONLY = new Set(['api', 'browser']);
/** How long clients have to connect, as in `loadtest/k6/lib/timeline.ts`, in seconds. */
const CONNECT_SECONDS = 5;
const PROGRESS_EVERY_MS = 1_000;

/** The user's options of a run. */
export interface Given {
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

export interface LoadOptions {
  readonly wanted: string;
  readonly given: Given;
  /** That does the same again. */
  readonly command: string;
  /** Where paths of the user start. */
  readonly cwd: string;
  readonly stopping: AbortSignal;
  readonly reporter: Reporter;
}

/** Runs one scenario, and leaves a report. */
export async function load({
  wanted,
  given,
  command,
  cwd,
  stopping,
  reporter,
}: LoadOptions): Promise<Verdict['outcome']> {
  const { say, live } = reporter;
  const scenario = findScenario(await listScenarios(join(root, 'loadtest/k6')), wanted);
  const amount = { ...amountOf(scenario.name, given.short === true), ...definedOf(given) };
  checkAmount(scenario.name, amount);
  const url = loopbackUrl(given.url);
  const title = `${scenario.number} ${scenario.name}`;
  say(`${title}: ${amount.clients} clients, ${amount.seconds} s, at ${url}`);

  const target = await targetOf(given, url, cwd);
  await checkTarget(target.url, { say, stopping });
  const symbols = await symbolsAt(target.url);
  checkMarket(scenario.name, symbols.length);
  const isMigration = scenario.name === 'migration';
  if (isMigration) await checkStage(target.url);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const report = resolve(
    cwd,
    given.report ?? join(root, '.data', 'load', `${scenario.number}-${scenario.name}-${stamp}`),
  );
  const k6 = await findK6({ root, reports: report, env: process.env, say });
  say(k6.what);
  const isBrowser = scenario.name === 'browser';
  if (isBrowser && k6.container !== undefined)
    throw new NoK6Error(`${title} needs k6 on this machine, or K6 to name it: there is no Chromium in k6's image`);
  const browserEnv = isBrowser ? await browserSettings() : {};
  await mkdir(report, { recursive: true });

  await using receiver = startReceiver(root);
  const stalled = Math.max(1, Math.round(amount.clients * STALLED_SHARE));
  const notice = new StallDetector(async () => sumOf(await target.gatewayMetrics(), 'gateway_skipped_total'), stalled);
  await using control = await startControl(
    {
      ...target.actions,
      ...(isMigration &&
        migrationActions({
          root,
          target: given.target,
          dataDir: dataDirOf(given, cwd),
          name: given.name,
          isShort: given.short === true,
          stopping,
          say,
        })),
      'stall-clients': async () => {
        await receiver.request({ order: 'stall', url: socketAt(await target.gatewayUrl()), count: stalled });
        await notice.begin();
        await receiver.request({ order: 'stop-filling' });
      },
      'release-clients': async () => {
        await receiver.request({ order: 'release' });
        await notice.end();
      },
    },
    stopping,
  );
  const hasClients = !REST_ONLY.has(scenario.name);
  if (hasClients) {
    const watchlists = watchlistsOf(symbols, given.watched, RECEIVER_CLIENTS);
    await receiver.request({
      order: 'watch',
      url: socketAt(target.url),
      watchlists,
      partMs: (amount.seconds * 1_000) / 20,
    });
  }

  const html = join(report, 'report.html');
  const running = await startK6({
    k6,
    script: scenario.file,
    settings: {
      BASE_URL: target.url,
      CONTROL_URL: control.url,
      REPORT_DIR: report,
      CLIENTS: amount.clients,
      WATCHED: given.watched,
      SECONDS: amount.seconds,
      RATE: given.rate,
      JUDGE_TIMES: isMigration && given.short === true ? 'off' : 'on',
    },
    env: {
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_PORT: '-1',
      K6_WEB_DASHBOARD_PERIOD: '1s',
      K6_WEB_DASHBOARD_EXPORT: html,
      ...browserEnv,
    },
    seconds: amount.seconds,
    stopping,
    say,
  });
  await using system = watchSystem(target.url);
  const began = performance.now();
  const total = amount.seconds + (hasClients ? CONNECT_SECONDS : 0);
  const showProgress = async () => {
    const clients = await running.clients();
    const elapsed = Math.min(total, (performance.now() - began) / 1_000);
    live(progressLine({ elapsed, total, clients, status: system.latest, action: control.done.at(-1)?.action }));
  };
  const ticker = setInterval(() => void showProgress(), PROGRESS_EVERY_MS);
  const processes = await watchProcesses(async () => {
    const k6Pid = await running.pid();
    const browsers = isBrowser && k6Pid !== undefined ? await descendantsOf(k6Pid) : [];
    const ours = [
      { name: 'k6', pid: k6Pid },
      { name: 'receiver', pid: receiver.pid },
      ...browsers.map((pid) => ({ name: BROWSER, pid })),
    ].flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
    return [...ours, ...(await target.processes())];
  });
  let exitCode: number | undefined;
  let used: Used;
  try {
    exitCode = await running.ended;
  } finally {
    clearInterval(ticker);
    used = await processes.stop();
  }
  const { link } = system;
  stopping.throwIfAborted();
  const received = hasClients ? ((await receiver.request({ order: 'end' })) as ReceiverFigures) : null;
  await writeFile(join(report, 'receiver.json'), JSON.stringify({ received, used, link, done: control.done }, null, 2));

  const { outcome, markdown } = judge({
    title,
    command,
    what: `${amount.clients} clients × ${given.watched} symbols, ${amount.seconds} s, ${k6.what}`,
    summary: await summaryOf(report, exitCode),
    receiver: received,
    used,
    link,
    clients: hasClients && scenario.name !== 'breakpoint' ? amount.clients : null,
    seconds: amount.seconds,
    isBrowser,
    isSoak: scenario.name === 'soak',
    isBreakpoint: scenario.name === 'breakpoint',
  });
  await writeFile(join(report, 'verdict.md'), markdown);
  console.log(`\n${markdown}`);
  if (!(await isThere(html))) console.log('k6 left no report.html: it makes none of a run of a few seconds.');
  console.log(`Report: ${report}`);
  return outcome;
}

function targetOf(given: Given, url: string, cwd: string) {
  const targets = {
    embedded: () => embeddedTarget(url, dataDirOf(given, cwd)),
    compose: () => composeTarget(url, root),
    kind: () => kindTarget(url, given.name),
  };
  return targets[given.target]();
}

function dataDirOf({ data }: Given, cwd: string): string {
  return data === undefined ? resolve(root, '.data') : resolve(cwd, data);
}

function socketAt(url: string): string {
  return `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
}

function definedOf({ clients, seconds }: Given) {
  return { ...(clients !== undefined && { clients }), ...(seconds !== undefined && { seconds }) };
}

/** k6 searches for a browser by its own rules, which do not include CHROMIUM. */
async function browserSettings(): Promise<Record<string, string>> {
  try {
    return {
      K6_BROWSER_EXECUTABLE_PATH: await findChromium(process.env, process.platform),
      // Chromium has no sandbox for root.
      ...(process.getuid?.() === 0 && { K6_BROWSER_ARGS: 'no-sandbox' }),
    };
  } catch (error) {
    if (error instanceof NoChromiumError) throw new NoK6Error(error.message, { cause: error });
    throw error;
  }
}

async function summaryOf(report: string, exitCode: number | undefined): Promise<Summary> {
  try {
    return JSON.parse(await readFile(join(report, 'summary.json'), 'utf8')) as Summary;
  } catch (cause) {
    throw new Error(`k6 ended without a summary (exit code ${exitCode}); what it said is above`, { cause });
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
