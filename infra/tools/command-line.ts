import { CommanderError, InvalidArgumentError, type Command } from 'commander';

const HELP_WIDTH = 110;

/** The command line asks for help, or for something that is not allowed. `message` is for the user; so is the exit code. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What a command makes of the arguments. It prints nothing and does not end the process: throws `OptionsError`. */
export function parseArguments(command: Command, args: readonly string[]): ReturnType<Command['opts']> {
  let output = '';
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (output += text),
      writeErr: (text) => (output += text),
      getOutHelpWidth: () => HELP_WIDTH,
    })
    .allowExcessArguments(false);
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw new OptionsError(output.trim(), error.exitCode);
    throw error;
  }
  return command.opts();
}

/** Reads the integer of an option. Throws `InvalidArgumentError` for any other text. */
export function integer({ min, max }: { readonly min: number; readonly max: number }): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Allowed is an integer from ${min} to ${max}.`);
  };
}
