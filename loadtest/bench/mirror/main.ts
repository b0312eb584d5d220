import { Command } from 'commander';
import { prepareNatsServer } from '../../../infra/tools/prepare-machine.ts';
import { describeMachine } from '../../../infra/tools/machine.ts';
import { mirrorReport } from './report.ts';
import { endureMirror } from './run.ts';
import { numberFrom } from '../../shared/options.ts';
import { run } from '../../../infra/tools/interruptible.ts';

const options = new Command('npm run bench:mirror --')
  .description(
    'Cuts the link and changes leaders and replicas of the mirror in a row, and sees that it never stays stuck.',
  )
  .option('--cuts <n>', 'how many cuts of the link', numberFrom(0), 100)
  .option('--leader-changes <n>', "how many changes of the mirror's leader", numberFrom(0), 100)
  .option('--replica-changes <n>', "how many changes of the mirror's replicas, 3 → 1 → 3", numberFrom(0), 20)
  .option('--consumer-resets <n>', "how many times the origin's consumer is sent astray", numberFrom(0), 5)
  .option('--symbols <n>', 'how many symbols', numberFrom(1), 20)
  .option('--rate <n>', 'quotes per second and symbol', numberFrom(0.01), 10)
  .parse()
  .opts<Record<'cuts' | 'leaderChanges' | 'replicaChanges' | 'consumerResets' | 'symbols' | 'rate', number>>();

await run(async (stopping) => {
  const machine = describeMachine();
  await prepareNatsServer(stopping);
  const result = await endureMirror({ ...options, onProgress: console.error }, stopping);
  console.log(mirrorReport(result, machine));
  process.exitCode = result.clean ? 0 : 1;
});
