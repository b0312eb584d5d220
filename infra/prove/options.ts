import { Command, Option } from 'commander';
import { integer, OptionsError, parseArguments } from '../tools/command-line.ts';

/** What the command line asks for. */
export interface ProveOptions {
  readonly quick: boolean;
  readonly list: boolean;
  /** Names of faults, or their beginnings followed by `*`; empty: all. */
  readonly only: readonly string[];
  readonly brokers: 1 | 3;
  readonly symbols: number;
  readonly rate: number;
  readonly json: boolean;
  /** The folder for the reports, from where the command was given. */
  readonly out: string | undefined;
  /** A demo that runs; `null`: both sites are started. */
  readonly target: Target | null;
}

/** A demo that `npm start` runs, by its address and its data directory; or one in containers or pods, by its name. */
export type Target =
  | { readonly way: 'local'; readonly url: string; readonly data: string | undefined }
  | { readonly way: 'compose' | 'kind'; readonly name: string | undefined };

const DEFAULT = { symbols: 20, rate: 10 };

/** Throws `OptionsError`. */
export function parseOptions(args: readonly string[]): ProveOptions {
  const command = new Command('npm run prove --')
    .description(
      'Breaks both sites in every way that it knows, one after another, and checks that clients lost nothing.',
    )
    .option('--quick', 'a few faults, in less than a minute', false)
    .option('--list', 'show the faults, run none', false)
    .option('--only <names>', 'only these, separated by commas; `link-*` is all that begin so', names)
    .addOption(new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'))
    .option('--symbols <n>', 'simulated symbols', integer({ min: 1, max: 1_000 }), DEFAULT.symbols)
    .option('--rate <n>', 'quotes per second and symbol', integer({ min: 1, max: 1_000 }), DEFAULT.rate)
    .option('--json', 'print the report as JSON in place of a table', false)
    .option('--out <dir>', 'where the reports are written to (default: ".data/prove" of the repository)')
    .option(
      '--target <demo>',
      'a demo that runs, in place of sites of its own: the address of one that `npm start` runs, `compose` or `kind`',
    )
    .option('--data <dir>', 'the data directory of a demo with an address (default: ".data" of the repository)')
    .option('--name <name>', 'the compose project, or the kind clusters (default: "quotebridge")');
  const given = parseArguments(command, args);
  return {
    quick: given['quick'],
    list: given['list'],
    only: given['only'] ?? [],
    brokers: given['brokers'] === '3' ? 3 : 1,
    symbols: given['symbols'],
    rate: given['rate'],
    json: given['json'],
    out: given['out'],
    target: targetOf(given['target'], given['data'], given['name']),
  };
}

/** The faults of the catalogue that the options select. Throws `OptionsError` when a name selects none. */
export function select<T extends { readonly name: string; readonly isQuick?: boolean }>(
  faults: readonly T[],
  { quick, only }: Pick<ProveOptions, 'quick' | 'only'>,
): readonly T[] {
  const matches = (name: string, pattern: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  const unknown = only.find((pattern) => !faults.some(({ name }) => matches(name, pattern)));
  if (unknown !== undefined) {
    throw new OptionsError(`error: there is no fault ${JSON.stringify(unknown)}; --list shows them.`, 1);
  }
  if (only.length > 0) return faults.filter(({ name }) => only.some((pattern) => matches(name, pattern)));
  return quick ? faults.filter(({ isQuick }) => isQuick === true) : faults;
}

function names(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function targetOf(text: string | undefined, data: string | undefined, name: string | undefined): Target | null {
  const isContainers = text === 'compose' || text === 'kind';
  if (data !== undefined && (text === undefined || isContainers)) {
    throw new OptionsError("error: option '--data' needs '--target' with an address.", 1);
  }
  if (name !== undefined && !isContainers) {
    throw new OptionsError("error: option '--name' needs '--target compose' or '--target kind'.", 1);
  }
  if (text === undefined) return null;
  if (isContainers) return { way: text, name };
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) {
    return { way: 'local', url: new URL(text).origin, data };
  }
  throw new OptionsError(
    `error: option '--target' argument '${text}' is invalid. It is an address such as http://localhost:8080, compose or kind.`,
    1,
  );
}
