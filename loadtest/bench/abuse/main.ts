import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { preparePinned } from '../../shared/machine.ts';
import { markdownTable, writeSection } from '../../shared/markdown.ts';
import { integerFrom, listOf } from '../../shared/options.ts';
import { ATTACKS } from './attacks.ts';
import type { AttackName } from './attacks.ts';
import { run } from './run.ts';
import type { AbuseResult } from './run.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/performance.md');
const NAMES = Object.keys(ATTACKS) as AttackName[];

const command = new Command('npm run bench:abuse --')
  .description('Attacks a gateway of its own on this machine, and measures what others notice of it.')
  .option('--quick', 'one round of 2 s for each, quiet and attacked: under a minute')
  .option('--seconds <n>', 'how long a round takes, quiet and then attacked (default: 10)', integerFrom(1, 60))
  .option('--clients <n>', 'how many do nothing wrong', integerFrom(1, 2_000), 300)
  .option(
    '--flush <ms>',
    'how often the gateway flushes, so that more clients do not change it',
    integerFrom(1, 1_000),
    50,
  )
  .option('--attacks <list>', `of ${NAMES.join(', ')}`, listOf(NAMES))
  .option('--json', 'print JSON in place of a Markdown table')
  .addOption(new Option('--write', 'put the table into docs/performance.md').conflicts(['quick', 'attacks']))
  .parse();
const options = command.opts<{
  quick?: true;
  seconds?: number;
  clients: number;
  flush: number;
  attacks?: string[];
  json?: true;
  write?: true;
}>();
await preparePinned().catch((error: Error) => command.error(`error: ${error.message}`));
const { clients, flush } = options;
const settings = { FLUSH_MIN_MS: String(flush), FLUSH_MS: String(flush) };
const machine = describeMachine();

const results: AbuseResult[] = [];
for (const attack of NAMES) {
  if (options.attacks?.includes(attack) === false) continue;
  console.error(ATTACKS[attack].title);
  const seconds = options.seconds ?? (options.quick ? 2 : 10);
  results.push(await run({ attack, clients, seconds, rounds: options.quick ? 1 : 3, settings }));
}

const table = markdownTable(
  [
    'attack',
    'quiet: p50 ms',
    'p99 ms',
    'attacked: p50 ms',
    'p99 ms',
    'p99 ratio',
    'gateway busy: quiet',
    'attacked',
    'slowest / fastest',
    'what came of it',
  ],
  results.map(({ attack, quietP50, quietP99, p50, p99, ratio, quietBusy, busy, fairness, outcomes }) => [
    ATTACKS[attack].title,
    ...[quietP50, quietP99, p50, p99].map((ms) => ms.toFixed(1)),
    `${ratio.toFixed(2)}×`,
    ...[quietBusy, busy].map((part) => `${Math.round(part * 100)} %`),
    fairness.toFixed(2),
    Object.entries(outcomes)
      .map(([outcome, count]) => `${outcome} ${count.toLocaleString('en')}`)
      .join(', '),
  ]),
);
const text = `${clients} clients that do nothing wrong, a flush every ${flush} ms. On ${machine}.\n\n${table}`;
console.log(options.json ? JSON.stringify({ clients, flush, machine, results }, null, 2) : text);
if (options.write) await writeSection(PAGE, 'abuse', text);
