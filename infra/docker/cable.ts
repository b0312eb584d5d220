import { Argument, Command } from 'commander';
import { cut, findWan, NoWanError, restore } from './wan.ts';

const SENTENCES = {
  cut: 'The on-prem brokers are unplugged from the WAN. Prices go stale; nothing is lost. Mend it with: npm run compose:restore',
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
  if (!(error instanceof NoWanError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
