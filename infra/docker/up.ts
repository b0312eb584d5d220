import { Command, Option } from 'commander';
import { execa, ExecaError } from 'execa';
import { checkPorts, PortsTakenError } from '../local/ports.ts';
import { findDocker, NoDockerError } from '../tools/suites/docker.ts';
import { otherProfileRuns, PROFILES } from './profiles.ts';
import type { Profile } from './profiles.ts';

/** What `docker-compose.yml` publishes by default. */
const PORT = 8_080;

const command = new Command('npm run compose:up --')
  .description('Starts all sites with docker compose, and says before anything is created what would be in its way.')
  .addOption(
    new Option('--profile <profile>', 'brokers a site: full three, light one').choices(PROFILES).default('full'),
  )
  .option('--edge', 'a third site, too: a branch office that dials the cloud')
  .option('--moved', 'API and gateway on-prem, too: for a demo that was taken down after traffic had moved there')
  .parse();
const { profile, edge, moved } = command.opts<{ profile: Profile; edge?: true; moved?: true }>();
const port = Number(process.env['QUOTEBRIDGE_PORT'] ?? PORT);

try {
  await findDocker();
  const { stdout } = await execa('docker', ['compose', '--profile', '*', 'ps', '--services', '--status', 'running']);
  const running = stdout.split('\n');
  const refusal = otherProfileRuns(running, profile);
  if (refusal !== null) fail(refusal);
  else {
    const needed = { port, purpose: 'the board', option: 'QUOTEBRIDGE_PORT=9000 npm run compose:up' };
    if (!running.includes('front-door')) await checkPorts([needed]);
    const profiles = [profile, ...(edge ? ['edge'] : []), ...(moved ? ['moved'] : [])].flatMap((name) => [
      '--profile',
      name,
    ]);
    const up = await execa('docker', ['compose', ...profiles, 'up', '--detach', '--wait'], {
      stdio: 'inherit',
      ...(edge && { env: { QUOTEBRIDGE_BRIDGES: 'edge' } }),
      reject: false,
    });
    process.exitCode = up.exitCode ?? 1;
    if (up.exitCode === 0) console.log(`The board is at http://localhost:${port}`);
  }
} catch (error) {
  if (error instanceof PortsTakenError || error instanceof NoDockerError) fail(error.message);
  else if (error instanceof ExecaError) fail([error.shortMessage, error.stderr].filter(Boolean).join(': '));
  else throw error;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
