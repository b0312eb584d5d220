import { execa } from 'execa';

/** A command that failed, in its own words. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const SAY_EVERY_MS = 1_000;

export interface RunOptions {
  readonly input?: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** In a process group of its own, where Ctrl-C in the terminal does not reach it: the signal decides when it ends. Default false. */
  readonly detached?: boolean;
  /** Called with what is written, at most a line a second. */
  readonly say?: (line: string) => void;
}

/** Runs a command. Resolves with its output. Throws `CommandError`. */
export async function run(
  file: string,
  args: readonly string[],
  { input, env, signal, detached, say }: RunOptions = {},
): Promise<string> {
  const running = execa(file, args, {
    reject: false,
    all: true,
    ...(input !== undefined && { input }),
    ...(env && { env }),
    ...(signal && { cancelSignal: signal }),
    ...(detached === true && { detached }),
  });
  if (say) {
    let saidAt = 0;
    for await (const line of running.iterable({ from: 'all' })) {
      if (Date.now() - saidAt < SAY_EVERY_MS) continue;
      saidAt = Date.now();
      say(line.trim());
    }
  }
  const { failed, stdout, stderr, shortMessage } = await running;
  signal?.throwIfAborted();
  if (failed) throw new CommandError(`${[file, ...args].join(' ')}\n${stderr.trim() || stdout.trim() || shortMessage}`);
  return stdout;
}

export function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
