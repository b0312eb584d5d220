import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { preparePinned } from '../../shared/machine.ts';
import { writeSection } from '../../shared/markdown.ts';
import { listOf } from '../../shared/options.ts';
import { CLIENTS, SYMBOLS, WATCHED } from './load.ts';
import { highest, table, title } from './report.ts';
import { run } from './run.ts';
import type { RunResult, Way } from './run.ts';
import type { Sync } from './sites.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/performance.md');
const WAYS: readonly Way[] = ['bare', 'ours'];
/** Always measured, fresh or not. */
const RATES = [1_000, 5_000, 10_000, 20_000];
/** From there on each way is followed until it is not fresh. */
const HIGHER_RATES = [30_000, 40_000, 60_000, 80_000];

const command = new Command('npm run bench:pipeline --')
  .description(
    'Measures what a quote costs from its publisher through both sites to a reader and to the clients of a gateway, beside a bare ' +
      'publisher, stream, mirror and consumer, all in one run.',
  )
  .option('--quick', 'only 1,000 and 20,000 quotes/s with one broker a site: about a minute')
  .option('--brokers <list>', 'brokers per site: 1, 3', listOf(['1', '3']))
  .option('--sync <list>', 'when the on-prem brokers sync: always, 2m', listOf(['always', '2m']))
  .option('--json', 'print JSON in place of Markdown tables')
  .addOption(new Option('--write', 'put the tables into docs/performance.md').conflicts(['quick', 'brokers', 'sync']))
  .parse();
const options = command.opts<{ quick?: true; brokers?: string[]; sync?: Sync[]; json?: true; write?: true }>();
await preparePinned().catch((error: Error) => command.error(`error: ${error.message}`));
const times = options.quick ? { warmUpMs: 1_000, measureMs: 2_000 } : { warmUpMs: 1_500, measureMs: 3_000 };
const rates = options.quick ? [1_000, 20_000] : RATES;
const brokerCounts = (options.brokers ?? (options.quick ? ['1'] : ['1', '3'])).map((text) => (text === '3' ? 3 : 1));
const machine = describeMachine();

// Each process that is started ends with this one.
process.setMaxListeners(50);
const results: RunResult[] = [];
for (const brokers of brokerCounts) {
  for (const sync of options.sync ?? (['always', '2m'] as const)) {
    for (const way of WAYS) {
      const at = async (perSecond: number) => {
        console.error(`${brokers} a site, ${sync}, ${perSecond} quotes/s, ${way}`);
        const result = await run({ way, brokers, sync, perSecond, ...times });
        results.push(result);
        return result.fresh;
      };
      let isFresh = true;
      for (const perSecond of rates) isFresh = await at(perSecond);
      for (const perSecond of options.quick ? [] : HIGHER_RATES) isFresh &&= await at(perSecond);
    }
  }
}

const load = `${SYMBOLS} symbols, one gateway with ${CLIENTS} clients of ${WATCHED} symbols each. On ${machine}.`;
const setUps = [...new Map(results.map((result) => [title(result), result])).keys()];
const inOrder = (of: string) =>
  results
    .filter((result) => title(result) === of)
    .toSorted((a, b) => a.perSecond - b.perSecond || a.way.localeCompare(b.way));
const tables = [
  load,
  highest(results),
  ...setUps.map((setUp) => `${setUp} Ages in ms, processor time in µs per quote.\n\n${table(inOrder(setUp))}`),
].join('\n\n');
console.log(options.json ? JSON.stringify({ load, machine, results }, null, 2) : tables);
if (options.write) await writeSection(PAGE, 'pipeline', tables);
