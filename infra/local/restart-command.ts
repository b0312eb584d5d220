import { resolve } from 'node:path';
import { Command } from 'commander';
import { askDemo, NoDemoError, NoServiceError } from './control.ts';
import { root } from './install.mjs';

const command = new Command('npm run restart --')
  .description('Restarts a service of the running demo: it drains its clients, ends, and comes back.')
  .argument('<service>', 'its name, as npm start lists it')
  .option('--data <dir>', 'the data directory that the demo was started with (default: ".data" of the repository)')
  .parse();

const [service] = command.processedArgs as [string];
const { data } = command.opts<{ data?: string }>();
const dataDir = data === undefined ? resolve(root, '.data') : resolve(process.env['INIT_CWD'] ?? '.', data);
try {
  const began = performance.now();
  await askDemo(dataDir, `restart/${service}`);
  console.log(`${service} is ready again after ${((performance.now() - began) / 1_000).toFixed(1)} s.`);
} catch (error) {
  if (!(error instanceof NoDemoError || error instanceof NoServiceError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
