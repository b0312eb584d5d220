import { resolve } from 'node:path';
import { DriverError } from '@quotebridge/migrator/driver';
import { NoDemoError } from '../local/control.ts';
import { dataPath } from '../local/data-path.ts';
import { OptionsError } from '../tools/command-line.ts';
import { root } from '../tools/install.mjs';
import { run } from '../tools/interruptible.ts';
import { describeMachine } from '../tools/machine.ts';
import { NatsServerError } from '../tools/nats-server.ts';
import { prepareNatsServer } from '../tools/prepare-machine.ts';
import type { Bed, BedKind } from './beds/bed.ts';
import { startEmbedded } from './beds/embedded.ts';
import { joinDemo } from './beds/joined.ts';
import { joinRunning } from './beds/running.ts';
import { catalogue } from './catalogue.ts';
import { parseOptions, select, type ProveOptions, type Target } from './options.ts';
import { showStages } from './progress.ts';
import { reportOf } from './report/report.ts';
import { lineOf, textReport } from './report/text.ts';
import { writeReports } from './report/write.ts';
import { runFaults } from './run.ts';

// `| head` closes the pipe, which is not a failure.
process.stdout.on('error', () => process.exit(0));

const args = process.argv.slice(2);
const from = process.env['INIT_CWD'] ?? process.cwd();

async function prove(stopping: AbortSignal): Promise<void> {
  const options = parseOptions(args);
  const brokers = await brokersOf(options);
  const faults = select(catalogue(brokers), options);
  if (options.list) {
    const width = Math.max(...faults.map(({ name }) => name.length));
    for (const { name, what } of faults) console.log(`${name.padEnd(width)}  ${what}`);
    return;
  }
  const { json } = options;
  const startedAt = Date.now();
  const machine = describeMachine();
  if (options.target === null) await prepareNatsServer(stopping);
  using progress = showStages(process.stderr, faults.length);
  const results = await runFaults({
    faults,
    brokers,
    openBed: (kind) => openBed(kind, options),
    stopping,
    onStage: (fault, stage) => progress.stage(fault, stage),
    onResult: (result) => progress.keep(lineOf(result)),
  });
  const command = ['npm run prove --', ...args].join(' ');
  const report = reportOf(results, { startedAt, tookMs: Date.now() - startedAt, machine, command });
  const folder = options.out === undefined ? resolve(root, '.data/prove') : resolve(from, options.out);
  const files = await writeReports(folder, report);
  console.log(json ? JSON.stringify(report, null, 2) : `\n${textReport(report)}`);
  console.error(`\n${files.join('\n')}`);
  process.exitCode = report.counts.failed === 0 ? 0 : 1;
}

/** A running demo has as many brokers as it has. */
async function brokersOf({ target, brokers }: ProveOptions): Promise<1 | 3> {
  if (target === null) return brokers;
  await using bed = await join(target);
  return bed.brokersPerSite;
}

function join(target: Target): Promise<Bed> {
  if (target.way !== 'local') return joinDemo(target.way, target.name);
  return joinRunning(target.url, dataPath(target.data ?? null, { root, cwd: from }));
}

async function openBed(kind: BedKind, options: ProveOptions): Promise<Bed | string> {
  const { target, brokers, symbols, rate } = options;
  if (target === null) return startEmbedded({ kind, brokers, symbols, rate, notify: () => undefined });
  if (kind !== 'standard') return 'it takes sites of its own, without --target';
  return join(target);
}

try {
  await run(prove);
} catch (error) {
  if (error instanceof OptionsError) {
    (error.exitCode === 0 ? console.log : console.error)(error.message);
    process.exitCode = error.exitCode;
  } else if (error instanceof NatsServerError || error instanceof NoDemoError || error instanceof DriverError) {
    console.error(error.message);
    process.exitCode = 1;
  } else throw error;
}
