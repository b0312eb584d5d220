import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { preparePinned } from '../../shared/machine.ts';
import { writeSection } from '../../shared/markdown.ts';
import { integerFrom } from '../../shared/options.ts';
import { overload } from './overload.ts';
import { report } from './report.ts';
import { stalled } from './stalled.ts';

const PAGE = resolve(import.meta.dirname, '../../../docs/performance.md');

const command = new Command('npm run bench:overload --')
  .description(
    'Gives the gateway twice as many clients as one core can serve, then as many as it can serve, of which 5 % read nothing.',
  )
  .option('--quick', 'measure for a short time: under a minute')
  .option('--clients <n>', 'how many are twice too many; without it, it is measured first', integerFrom(100, 10_000))
  .option('--stalled-seconds <n>', 'how long some clients read nothing (default: 120)', integerFrom(5, 3_600))
  .option('--json', 'print JSON in place of Markdown tables')
  .addOption(new Option('--write', 'put the tables into docs/performance.md').conflicts('quick'))
  .parse();
const options = command.opts<{
  quick?: true;
  clients?: number;
  stalledSeconds?: number;
  json?: true;
  write?: true;
}>();
await preparePinned().catch((error: Error) => command.error(`error: ${error.message}`));
const times = options.quick ? { warmUpMs: 1_000, measureMs: 3_000 } : { warmUpMs: 4_000, measureMs: 10_000 };
const machine = describeMachine();

const twice = await overload({ clients: options.clients, ...times });
const unread = await stalled({ seconds: options.stalledSeconds ?? (options.quick ? 10 : 120) });
const text = [`On ${machine}.`, report(twice, unread)].join('\n\n');
console.log(options.json ? JSON.stringify({ machine, overload: twice, stalled: unread }, null, 2) : text);
if (options.write) await writeSection(PAGE, 'overload', text);
