import { Command } from 'commander';
import { controlDemo, NoDemoError, NoProcessError, PROCESS_ACTIONS, type ProcessAction } from '../local/control.ts';
import { dataPath } from '../local/data-path.ts';
import { root } from '../tools/install.mjs';

interface Texts {
  readonly what: string;
  readonly which: string;
  readonly done: (name: string, seconds: string) => string;
}

const TEXTS: Record<ProcessAction, Texts> = {
  restart: {
    what: 'Restarts a service of the running demo: it drains its clients, ends, and starts again.',
    which: 'its name, as npm start lists it',
    done: (name, seconds) => `${name} is ready again after ${seconds} s.`,
  },
  kill: {
    what: 'Kills a service or a broker of the running demo, as a crash does. The demo starts it again.',
    which: 'its name, such as gateway, feed or cloud-1',
    done: (name) => `${name} is killed. The demo starts it again.`,
  },
  hang: {
    what: 'Suspends a service or a broker of the running demo; its connections stay open.',
    which: 'its name, such as gateway, feed or cloud-1',
    done: (name) => `${name} hangs. Resume it with: npm run resume -- ${name}`,
  },
  resume: {
    what: 'Resumes a service or a broker of the running demo that hangs.',
    which: 'its name, such as gateway, feed or cloud-1',
    done: (name) => `${name} runs again.`,
  },
};

const program = new Command('npm run');
for (const action of PROCESS_ACTIONS) {
  const { what, which, done } = TEXTS[action];
  program
    .command(action)
    .usage('-- <name> [options]')
    .description(what)
    .argument('<name>', which)
    .option('--data <dir>', 'the data directory that the demo was started with (default: ".data" of the repository)')
    .action(async (name: string, { data }: { data?: string }) => {
      const dataDir = dataPath(data ?? null, { root, cwd: process.env['INIT_CWD'] ?? '.' });
      const began = performance.now();
      await controlDemo(dataDir, `${action}/${name}`);
      console.log(done(name, ((performance.now() - began) / 1_000).toFixed(1)));
    });
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof NoDemoError || error instanceof NoProcessError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
