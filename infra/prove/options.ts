import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

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

/** The command line asks for help, or for something that is not allowed. `message` is for the user; so is the exit code. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const DEFAULT = { symbols: 20, rate: 10 };

/** Throws `OptionsError`. */
export function parseOptions(args: readonly string[]): ProveOptions {
  let output = '';
  const command = new Command('npm run prove --')
    .description(
      'Breaks both sites in every way that it knows, one after another, and checks that clients lost nothing.',
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => (output += text), writeErr: (text) => (output += text) })
    .allowExcessArguments(false)
    .option('--quick', 'a few faults, in less than a minute', false)
    .option('--list', 'show the faults, run none', false)
    .option('--only <names>', 'only these, separated by commas; `link-*` is all that begin so', names)
    .addOption(new Option('--brokers <n>', 'brokers per site').choices(['1', '3']).default('1'))
    .option('--symbols <n>', 'simulated symbols', integerFrom(1, 1_000), DEFAULT.symbols)
    .option('--rate <n>', 'quotes per second and symbol', integerFrom(1, 1_000), DEFAULT.rate)
    .option('--json', 'print the report as JSON in place of a table', false)
    .option('--out <dir>', 'where the reports are written to (default: ".data/prove" of the repository)')
    .option(
      '--target <demo>',
      'a demo that runs, in place of sites of its own: the address of one that `npm start` runs, `compose` or `kind`',
    )
    .option('--data <dir>', 'the data directory of a demo with an address (default: ".data" of the repository)')
    .option('--name <name>', 'the compose project, or the kind clusters (default: "quotebridge")');
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw new OptionsError(output.trim(), error.exitCode);
    throw error;
  }
  const given = command.opts();
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

function integerFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed is an integer from ${min} to ${max}.`);
  };
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
