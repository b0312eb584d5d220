import { Command, Option } from 'commander';
import { latencyReport } from './report.ts';
import { measureLatency } from './run.ts';
import { numberFrom } from '../../shared/options.ts';
import { LOAD_OPTIONS, loadOf } from '../../shared/options.ts';
import type { GivenLoad } from '../../shared/options.ts';
import { run } from '../../../infra/tools/interruptible.ts';

const QUICK_SECONDS = 10;

const command = new Command('npm run bench:latency --')
  .description('Measures how long quotes take from the feed to each point of the way, all in one run.')
  .option('--seconds <n>', 'how long to measure, after the warm-up', numberFrom(1), 60)
  .option('--quick', `measure for ${QUICK_SECONDS} s`)
  .addOption(
    new Option('--sync <how>', 'when on-prem brokers put on disk what they acknowledge')
      .choices(['always', '2m'])
      .default('always'),
  );
for (const option of LOAD_OPTIONS) command.addOption(option);
const { seconds, quick, sync, ...given } = command
  .parse()
  .opts<GivenLoad & { seconds: number; quick?: true; sync: 'always' | '2m' }>();

await run(async (stopping) => {
  const options = { ...loadOf(given), sync, seconds: quick ? QUICK_SECONDS : seconds };
  const result = await measureLatency(options, stopping);
  console.log(given.json ? JSON.stringify(result, null, 2) : latencyReport(result));
});
