import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { barChart } from './chart.ts';
import { QUOTES_PER_SECOND, SYMBOLS, WATCHED } from './market.ts';
import type { Watchlists } from './market.ts';
import { ratios, table } from './report.ts';
import { run } from './run.ts';
import type { RunResult } from './run.ts';
import { WAYS } from './ways.ts';

const LISTS: readonly Watchlists[] = ['distinct', 'identical'];
const MAIN_CLIENTS = 300;
/** The ways whose cost and memory is followed over the number of clients. */
const FOLLOWED = new Set(['rooms', 'ws-batched', 'gateway-50']);
const DOCS = resolve(import.meta.dirname, '../../docs');
const CHART = 'images/fan-out.svg';

const command = new Command('npm run bench:fanout --')
  .description('Measures what it costs to bring quotes to many clients, beside other ways of doing it, all in one run.')
  .option('--quick', `only ${MAIN_CLIENTS} clients, measured for a short time: under a minute`)
  .option('--clients <list>', 'numbers of clients', '100,300,1000,2000')
  .option('--ways <list>', `of ${WAYS.map(({ id }) => id).join(', ')}`)
  .option('--json', 'print JSON in place of Markdown tables')
  .option('--write', `put the tables and the chart into docs/performance.md and docs/${CHART}`)
  .parse();
const options = command.opts<{ quick?: true; clients: string; ways?: string; json?: true; write?: true }>();
const times = options.quick ? { warmUpMs: 700, measureMs: 1_500 } : { warmUpMs: 2_000, measureMs: 5_000 };
const counts = options.quick ? [MAIN_CLIENTS] : options.clients.split(',').map(Number);
const chosen = options.ways?.split(',');

const results: RunResult[] = [];
for (const clients of counts) {
  for (const lists of LISTS) {
    for (const way of WAYS) {
      if (chosen === undefined ? clients !== MAIN_CLIENTS && !FOLLOWED.has(way.id) : !chosen.includes(way.id)) continue;
      console.error(`${clients} clients, ${lists} watchlists: ${way.title}`);
      results.push(await run({ way, clients, lists, ...times }));
    }
  }
}

const load = `${SYMBOLS} symbols × ${QUOTES_PER_SECOND / SYMBOLS} Hz, ${WATCHED} symbols a client`;
const tables = `${load}.\n\n${table(results)}\n\n${ratios(results)}`;
console.log(options.json ? JSON.stringify({ load, results }, null, 2) : tables);
if (options.write) {
  await mkdir(resolve(DOCS, 'images'), { recursive: true });
  await writeFile(resolve(DOCS, CHART), barChart(results.filter(({ clients }) => clients === MAIN_CLIENTS)));
  const page = resolve(DOCS, 'performance.md');
  const [head, rest = ''] = (await readFile(page, 'utf8')).split('<!-- fan-out: begin -->');
  const [, tail = ''] = rest.split('<!-- fan-out: end -->');
  await writeFile(page, `${head}<!-- fan-out: begin -->\n\n${tables}\n\n<!-- fan-out: end -->${tail}`);
}
