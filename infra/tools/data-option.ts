import { resolve } from 'node:path';
import { Option } from 'commander';
import { root } from './install.mjs';

/** The option of commands that reach a running demo. `dataDirOf` reads its value. */
export function dataOption(): Option {
  return new Option(
    '--data <dir>',
    'the data directory that the demo was started with (default: ".data" of the repository)',
  );
}

/** The data directory that an option names, from where the command was given. */
export function dataDirOf(data: string | undefined): string {
  return data === undefined ? resolve(root, '.data') : givenPath(data);
}

/** A path on the command line, from where the command was given: npm runs scripts from the root of the repository. */
export function givenPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', path);
}
