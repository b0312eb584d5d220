import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { fanOutChart } from './chart.ts';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { preparePinned } from '../../shared/machine.ts';
import { writeSection } from '../../shared/markdown.ts';
import { QUOTES_PER_SECOND, SYMBOLS, WATCHED } from './workload.ts';
import type { Watchlists } from './workload.ts';
import { clientCounts, integerFrom, listOf } from '../../shared/options.ts';
import { flatness, ratios, table } from './report.ts';
import { run } from './run.ts';
import type { RunResult } from './run.ts';
import { WAYS } from './ways.ts';

const LISTS: readonly Watchlists[] = ['distinct', 'identical'];
const MAIN_CLIENTS = 300;
/** The ways whose cost and memory is followed over the number of clients. */
const FOLLOWED = new Set(['rooms', 'ws-batched', 'gateway-50']);
const DOCS = resolve(import.meta.dirname, '../../../docs');
const CHART = 'images/fan-out.svg';

const command = new Command('npm run bench:fanout --')
  .description(
    'Measures what it costs to bring quotes to many clients, beside other ways of doing it, all in one run. ' +
      'With CENTRIFUGO=path in the environment, Centrifugo is one of them.',
  )
  .option('--quick', `only ${MAIN_CLIENTS} clients, measured for a short time: under a minute`)
  .option('--clients <list>', 'numbers of clients (default: 100,300,1000,2000)', clientCounts)
  .option('--ways <list>', `of ${WAYS.map(({ id }) => id).join(', ')}`, listOf(WAYS.map(({ id }) => id)))
  .option('--rate <n>', 'quotes a second', integerFrom(1, 50_000), QUOTES_PER_SECOND)
  .option('--json', 'print JSON in place of Markdown tables')
  .addOption(
    new Option(
      '--write',
      `put the tables and the chart, all of them, into docs/performance.md and docs/${CHART}`,
    ).conflicts(['quick', 'clients', 'ways', 'rate']),
  )
  .parse();
const options = command.opts<{
  quick?: true;
  clients?: number[];
  ways?: string[];
  rate: number;
  json?: true;
  write?: true;
}>();
await preparePinned().catch((error: Error) => command.error(`error: ${error.message}`));
const times = options.quick
  ? { warmUpMs: 500, measureMs: 1_000, times: 1 }
  : { warmUpMs: 800, measureMs: 1_700, times: 3 };
const counts = options.clients ?? (options.quick ? [MAIN_CLIENTS] : [100, MAIN_CLIENTS, 1_000, 2_000]);
const machine = describeMachine();

const results: RunResult[] = [];
for (const clients of counts) {
  for (const lists of LISTS) {
    for (const way of WAYS) {
      const { ways } = options;
      if (ways === undefined ? clients !== MAIN_CLIENTS && !FOLLOWED.has(way.id) : !ways.includes(way.id)) continue;
      console.error(`${clients} clients, ${lists} watchlists: ${way.title}`);
      results.push(await run({ way, clients, lists, perSecond: options.rate, ...times }));
    }
  }
}

const load = `${SYMBOLS} symbols × ${options.rate / SYMBOLS} Hz, ${WATCHED} symbols a client`;
const tables = [`${load}. On ${machine}.`, table(results), ratios(results), flatness(results)].join('\n\n');
console.log(options.json ? JSON.stringify({ load, machine, results }, null, 2) : tables);
if (options.write) {
  await mkdir(resolve(DOCS, 'images'), { recursive: true });
  await writeFile(resolve(DOCS, CHART), fanOutChart(results.filter(({ clients }) => clients === MAIN_CLIENTS)));
  await writeSection(resolve(DOCS, 'performance.md'), 'fan-out', tables);
}
