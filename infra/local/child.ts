import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { killOnExit } from './kill-on-exit.ts';

export interface ChildOptions {
  readonly entry: string;
  /** Flags of Node. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

/** How a program ended. */
interface Ending {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly how: string;
}

/** One run of a program under this Node. */
export interface Child {
  readonly pid: number | undefined;
  readonly hasEnded: boolean;
  /** Resolves once it has ended and all its output is read. */
  readonly ended: Promise<Ending>;
  stop(within: number): Promise<void>;
  kill(): Promise<void>;
}

const withParent = new URL('./with-parent.ts', import.meta.url).href;

export function startChild({ entry, flags, env, onLine }: ChildOptions): Child {
  const child = spawn(process.execPath, [...flags, '--import', withParent, entry], {
    env: { ...process.env, ...env },
    // A process group of its own: the terminal sends Ctrl-C to the whole group, but the parent decides the order of the stop.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input) createInterface({ input }).on('line', onLine);
  }

  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const release = killOnExit(kill);
  const ended = once(child, 'close').then(
    ([code, signal]): Ending => {
      release();
      return { code, how: signal === null ? `exit code ${code}` : `${signal}` };
    },
    (error: Error): Ending => {
      release();
      return { code: null, how: error.message };
    },
  );

  return {
    pid: child.pid,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    ended,
    async stop(within) {
      child.kill('SIGTERM');
      const tooLate = setTimeout(kill, within);
      await ended;
      clearTimeout(tooLate);
    },
    async kill() {
      kill();
      await ended;
    },
  };
}
