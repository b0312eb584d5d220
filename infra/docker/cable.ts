import { Argument, Command } from 'commander';
import { ExecaError } from 'execa';
import { findDocker, NoDockerError } from '../tools/suites/docker.ts';
import { cut, findWan, NoWanError, restore } from './wan.ts';

const SENTENCES = {
  cut: 'The on-prem brokers are unplugged from the WAN. Prices go stale; nothing is lost. Restore it with: npm run compose:restore',
  restore: 'The on-prem brokers are plugged in again. What was missed comes in order.',
};

const command = new Command('infra/docker/cable.ts')
  .description('Cuts and restores the link between the sites that docker compose runs.')
  .addArgument(new Argument('<action>').choices(['cut', 'restore']))
  .parse();
const [action] = command.processedArgs as [keyof typeof SENTENCES];
try {
  const wan = await findWan(process.cwd());
  await (action === 'cut' ? cut(wan) : restore(wan));
  console.log(SENTENCES[action]);
} catch (error) {
  console.error(await explain(error));
  process.exitCode = 1;
}

/** Prints one line for an expected failure. Unexpected errors are rethrown. */
async function explain(error: unknown): Promise<string> {
  if (error instanceof NoWanError) return error.message;
  if (!(error instanceof ExecaError)) throw error;
  try {
    await findDocker();
  } catch (missing) {
    if (!(missing instanceof NoDockerError)) throw missing;
    return missing.message;
  }
  return [error.shortMessage, error.stderr].filter(Boolean).join(': ');
}
