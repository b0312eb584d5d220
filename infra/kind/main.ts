import { Command, InvalidArgumentError } from 'commander';
import { StoppedError, stopSignal } from '../tools/stop-signal.ts';
import { NODE_IMAGE, OtherClusterError } from './clusters.ts';
import { commandFor, DEFAULT_NAME, demoCalled, evidenceOf, type Demo } from './demo.ts';
import { checkBoard, checkSites } from './doctor.ts';
import { down } from './down.ts';
import { collectEvidence } from './evidence.ts';
import { describe, DoctorError, type Finding } from './finding.ts';
import { NoPriceError } from './first-price.ts';
import { findFrontDoor, NotPublishedError } from './front-door.ts';
import { inspect } from './inspection.ts';
import { cutLink, findLink, NoClusterError, restoreLink } from './link.ts';
import { canInspect, checkMachine, isUp } from './machine.ts';
import { CommandError } from './run.ts';
import { statusTable } from './status.ts';
import { up } from './up.ts';

/** Clusters are removed meanwhile: what is left of one would be in the way of the next. */
const STOPPED_WITHIN_MS = 60_000;
/** Errors that the user can correct: the message says how, and a stack would hide it. */
const FOR_THE_USER = [CommandError, DoctorError, NoClusterError, NoPriceError, NotPublishedError, OtherClusterError];
const DEFAULT_PORT = 8_080;

const program = new Command('npm run kind:… --').description('Both sites as Kubernetes clusters on this machine.');

interface Given {
  readonly name: string;
  readonly light: boolean;
  readonly port?: number;
}

function command(name: string, description: string, action: (demo: Demo, given: Given) => Promise<void>): Command {
  return program
    .command(name)
    .description(description)
    .option('--name <name>', 'what the clusters are called: NAME-onprem and NAME-cloud', clusterName, DEFAULT_NAME)
    .action((given: Given) => action(demoCalled(given.name), given));
}

command('up', 'Makes both clusters, or makes those that are there what the manifests say.', async (demo, given) => {
  const startedAt = performance.now();
  const image = process.env['KIND_NODE_IMAGE'] || NODE_IMAGE;
  try {
    const port = await portOf(demo, given);
    const url = await up(demo, { light: given.light, port, image }, stopSignal(STOPPED_WITHIN_MS));
    console.log(`\nThe board is at ${url} after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
  } catch (error) {
    if (error instanceof CommandError || error instanceof NoPriceError) {
      const kept = await collectEvidence(demo, evidenceOf(demo));
      if (kept !== null) console.error(`Logs, events and descriptions are in ${kept}`);
    }
    throw error;
  }
})
  .option('--light', 'one broker and one worker a site', false)
  .option('--port <n>', `where the board is to be (default: where it is, or else ${DEFAULT_PORT})`, integer);

command('down', 'Removes both clusters and all that belongs to them.', (demo) =>
  down(demo, stopSignal(STOPPED_WITHIN_MS)),
);

command('status', 'Both clusters side by side.', async (demo) => {
  console.log(statusTable(await inspect(demo)));
});

command(
  'doctor',
  'What is wrong with this machine, or with the running demo, and how to fix it.',
  async (demo, given) => {
    const show = (findings: readonly Finding[]): void => {
      console.log(findings.map(describe).join('\n'));
      if (!findings.every(({ ok }) => ok)) process.exitCode = 1;
    };
    const machine = await checkMachine(demo, { light: given.light, port: await portOf(demo, given) });
    show(machine);
    if (!canInspect(machine) || !(await isUp(demo))) return;
    const state = await inspect(demo);
    show([...checkSites(demo, state), await checkBoard(demo, state.url)]);
  },
)
  .option('--light', 'for one broker and one worker a site', false)
  .option('--port <n>', `where the board is to be (default: where it is, or else ${DEFAULT_PORT})`, integer);

command('cut', 'Cuts the leaf link between the clusters.', async (demo) => {
  await cutLink(await findLink(demo));
  console.log(`The link is cut. Prices go stale; nothing is lost. Restore it with: ${commandFor(demo, 'restore')}`);
});

command('restore', 'Restores the leaf link.', async (demo) => {
  await restoreLink(await findLink(demo));
  console.log('The link is whole. What was missed comes in order.');
});

/** The board's port: the present one, unless another is requested. */
async function portOf(demo: Demo, { port }: Given): Promise<number> {
  if (port !== undefined) return port;
  const there = await findFrontDoor(demo).catch((error: unknown) => {
    if (error instanceof CommandError) return null;
    throw error;
  });
  return there === null ? DEFAULT_PORT : Number(new URL(there).port);
}

function clusterName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,40}$/.test(text)) return text;
  throw new InvalidArgumentError('allowed are small letters, digits and hyphens.');
}

function integer(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new InvalidArgumentError('allowed is an integer from 1 to 65535.');
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof StoppedError) console.log('Stopped.');
  else console.error(FOR_THE_USER.some((kind) => error instanceof kind) ? (error as Error).message : error);
}
