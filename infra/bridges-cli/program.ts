import { resolve } from 'node:path';
import { Command } from 'commander';
import { dataPath } from '../local/data-path.ts';
import { root } from '../tools/install.mjs';
import { findDemo, requireDemo } from './find-demo.ts';
import { pauseCommand } from './pause.ts';
import { generateCommand } from './generate.ts';
import { planCommand } from './plan.ts';
import { showStatus } from './status.ts';

export interface ProgramDeps {
  readonly out: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

const DATA = 'the data directory that the demo was started with (default: ".data" of the repository)';
const EXIT_CODES = `
Exit code: 0 when nothing would change, or no demo runs to compare with; 2 when something would; 1 after an error.`;

/** `npm run bridges`. Actions throw `DeclarationError`, `BridgesError` and `NoDemoError`. */
export function createProgram({ out, stopping }: ProgramDeps): Command {
  // npm runs scripts from the root of the repository.
  const cwd = process.env['INIT_CWD'] ?? '.';
  const program = new Command('npm run bridges --').description('The bridges between the sites of a demo.');
  program
    .command('plan')
    .description('checks the declarations, and shows what they would change at each site of the running demo')
    .option('--file <file>', 'declarations to use in place of infra/bridges/bridges.yaml')
    .option('--data <dir>', DATA)
    .addHelpText('after', EXIT_CODES)
    .action(async ({ file, data }: { file?: string; data?: string }) => {
      const { text, changes } = await planCommand({
        file: file === undefined ? null : resolve(cwd, file),
        demo: await findDemo(dataPath(data ?? null, { root, cwd })),
      });
      out.write(text);
      process.exitCode = changes === 0 ? 0 : 2;
    });
  program
    .command('generate')
    .description('writes what the links between the sites let through, from infra/bridges into infra/nats')
    .option('--check', 'write nothing, and fail when a file is not what would be generated', false)
    .action(async (options: { check: boolean }) => {
      out.write(await generateCommand(options));
    });
  program
    .command('status')
    .description('shows each bridge as the bridge services of the running demo report it')
    .option('--watch', 'a live table, until Ctrl-C', false)
    .option('--json', 'print JSON, a line for each time', false)
    .option('--data <dir>', DATA)
    .action(({ watch, json, data }: { watch: boolean; json: boolean; data?: string }) =>
      showStatus({ dataDir: dataPath(data ?? null, { root, cwd }), watch, json, out, stopping }),
    );
  const pausing = [
    ['pause', true, 'has the origin of a bridge of mode replicate deliver nothing until it is resumed'],
    ['resume', false, 'continues a paused bridge after the last message that each copy holds'],
  ] as const;
  for (const [command, paused, description] of pausing) {
    program
      .command(command)
      .description(description)
      .argument('<name>', 'the name of the bridge')
      .option('--data <dir>', DATA)
      .action(async (name: string, { data }: { data?: string }) => {
        const demo = await requireDemo(dataPath(data ?? null, { root, cwd }));
        out.write(await pauseCommand({ demo, name, paused }));
      });
  }
  return program;
}
