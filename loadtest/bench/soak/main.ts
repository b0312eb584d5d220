import { Command } from 'commander';
import { numberFrom } from '../../shared/options.ts';
import { LOAD_OPTIONS, loadOf } from '../../shared/options.ts';
import type { GivenLoad } from '../../shared/options.ts';
import { run } from '../../../infra/tools/interruptible.ts';
import { soakReport } from './report.ts';
import { soak } from './run.ts';

const command = new Command('npm run bench:soak --')
  .description(
    'Lets quotes flow into the board in a browser, accounts for each, and watches the memory of every process.',
  )
  .option('--minutes <n>', 'how long', numberFrom(0.1), 10);
for (const option of LOAD_OPTIONS) command.addOption(option);
const { minutes, ...given } = command.parse().opts<GivenLoad & { minutes: number }>();

await run(async (stopping) => {
  const result = await soak({ ...loadOf(given), minutes }, stopping);
  console.log(given.json ? JSON.stringify(result, null, 2) : soakReport(result));
  process.exitCode = result.clean ? 0 : 1;
});
