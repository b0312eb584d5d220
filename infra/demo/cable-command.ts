import { Argument, Command } from 'commander';
import { controlDemo, CABLE_ACTIONS, NoDemoError, type CableAction } from '../local/control.ts';
import { dataPath } from '../local/data-path.ts';
import { root } from '../tools/install.mjs';

const SENTENCES: Record<CableAction, string> = {
  cut: 'The cable between the sites is cut. Prices go stale; nothing is lost. Restore it with: npm run cable -- restore',
  restore: 'The cable between the sites is restored. What was missed arrives in order.',
  status: 'The cable between the sites is',
};

const command = new Command('npm run cable --')
  .description('Cuts and restores the link between the sites of the running demo.')
  .addArgument(new Argument('<action>').choices(CABLE_ACTIONS))
  .option('--data <dir>', 'the data directory that the demo was started with (default: ".data" of the repository)')
  .parse();

const [action] = command.processedArgs as [CableAction];
const { data } = command.opts<{ data?: string }>();
const dataDir = dataPath(data ?? null, { root, cwd: process.env['INIT_CWD'] ?? '.' });
try {
  const { cable } = await controlDemo(dataDir, action);
  console.log(action === 'status' ? `${SENTENCES.status} ${cable}.` : SENTENCES[action]);
} catch (error) {
  if (!(error instanceof NoDemoError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
