import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { preparePinned } from '../../shared/machine.ts';
import { writeSection } from '../../shared/markdown.ts';
import { catchUp } from './catch-up.ts';
import type { CatchUpResult } from './catch-up.ts';
import { auditTable, bytesChart, catchUpTable, waysTable } from './report.ts';
import { run } from './run.ts';
import type { RunResult } from './run.ts';
import type { Sync } from '../pipeline/sites.ts';
import { COPIES, SYMBOLS, WAYS } from './ways.ts';

const DOCS = resolve(import.meta.dirname, '../../../docs');
const CHART = 'images/bridge-bytes.svg';
const RATES = [1_000, 5_000];

const command = new Command('npm run bench:bridge --')
  .description(
    'Measures what the bridge costs on the link and in time beside a core subscription and a plain mirror, how fast it catches up after a ' +
      'cut, and what the auditors cost, all in one run.',
  )
  .option('--quick', 'shorter measurements, and one short cut: about a minute and a half')
  .addOption(
    new Option('--sync <how>', 'when the on-prem broker syncs what it acknowledges')
      .choices(['always', '2m'])
      .default('always'),
  )
  .option('--json', 'print JSON in place of Markdown tables')
  .addOption(
    new Option('--write', `put the tables and the chart into docs/performance.md and docs/${CHART}`).conflicts([
      'quick',
      'sync',
    ]),
  )
  .parse();
const { quick, sync, json, write } = command.opts<{ quick?: true; sync: Sync; json?: true; write?: true }>();
await preparePinned().catch((error: Error) => command.error(`error: ${error.message}`));
const times = quick ? { warmUpMs: 1_500, measureMs: 2_000 } : { warmUpMs: 3_000, measureMs: 10_000 };
const cutMs = quick ? 8_000 : 20_000;
const machine = describeMachine();

// Each process that is started ends with this one.
process.setMaxListeners(50);
const results: RunResult[] = [];
for (const perSecond of RATES) {
  for (const way of WAYS) {
    console.error(`${perSecond} quotes/s: ${way.title}`);
    results.push(await run({ way, perSecond, sync, ...times }));
  }
}
const catchUps: CatchUpResult[] = [];
for (const perSecond of quick ? RATES.slice(-1) : RATES) {
  for (const copy of quick ? COPIES.slice(-1) : COPIES) {
    console.error(`${perSecond} quotes/s: a cut of ${cutMs / 1_000} s, ${copy.title}`);
    catchUps.push(await catchUp({ ...copy, perSecond, sync, cutMs, warmUpMs: times.warmUpMs }));
  }
}

const payload = Math.max(...results.map((result) => result.payload));
const load = `${SYMBOLS} symbols, one broker a site, sync ${sync}; a quote is ${payload} bytes with its subject. On ${machine}.`;
const tables = [load, waysTable(results), auditTable(results), catchUpTable(catchUps, cutMs)].join('\n\n');
console.log(json ? JSON.stringify({ load, machine, cutMs, results, catchUps }, null, 2) : tables);
if (write) {
  await writeFile(resolve(DOCS, CHART), bytesChart(results));
  await writeSection(resolve(DOCS, 'performance.md'), 'bridge', tables);
}
