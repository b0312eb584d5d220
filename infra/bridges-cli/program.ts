import { Command } from 'commander';
import { dataDirOf, dataOption, givenPath } from '../tools/data-option.ts';
import { findDemo } from './find-demo.ts';
import { planCommand } from './plan.ts';
import { showStatus } from './status.ts';

export interface ProgramDeps {
  readonly out: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

const EXIT_CODES = `
Exit code: 0 when nothing would change, or no demo runs to compare with; 2 when something would; 1 after an error.`;

/** `npm run bridges`. Actions throw `DeclarationError`, `BridgesError` and `NoDemoError`. */
export function createProgram({ out, stopping }: ProgramDeps): Command {
  const program = new Command('npm run bridges --').description('The bridges between the sites of a demo.');
  program
    .command('plan')
    .description('checks the declarations, and shows what they would change at each site of the running demo')
    .option('--file <file>', 'declarations to use in place of infra/bridges/bridges.yaml')
    .addOption(dataOption())
    .addHelpText('after', EXIT_CODES)
    .action(async ({ file, data }: { file?: string; data?: string }) => {
      const { text, changes } = await planCommand({
        file: file === undefined ? null : givenPath(file),
        demo: await findDemo(dataDirOf(data)),
      });
      out.write(text);
      process.exitCode = changes === 0 ? 0 : 2;
    });
  program
    .command('status')
    .description('shows each bridge as the bridge services of the running demo report it')
    .option('--watch', 'a live table, until Ctrl-C', false)
    .option('--json', 'print JSON, a line for each time', false)
    .addOption(dataOption())
    .action(({ watch, json, data }: { watch: boolean; json: boolean; data?: string }) =>
      showStatus({ dataDir: dataDirOf(data), watch, json, out, stopping }),
    );
  return program;
}
