import { execa } from 'execa';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
const MAIN = join(ROOT, 'infra/migrate/main.ts');

/** The times are short, so that a test is; but a target that a busy machine delays is no breach. */
export const QUICK = [
  '--hold',
  '1s',
  '--relocate-within',
  '1s',
  '--relocate-deadline',
  '2s',
  '--breach-after',
  '60s',
  '--json',
] as const;

/** After `QUICK`, where both sites share few cores with much else: the time in which a client may relocate is as a user has it. */
export const PATIENT = ['--relocate-deadline', '10s'] as const;

/** A line of `npm run migrate -- … --json`. */
export interface MigrationEvent {
  readonly event: string;
  readonly id?: string;
  readonly status?: string;
  readonly step?: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** A run of the tool. */
export interface Tool {
  readonly events: readonly MigrationEvent[];
  /** All that it has printed. */
  readonly lines: readonly string[];
  /** Ends it as a crash does, or as Ctrl-C without a terminal: that reaches the whole process group, as in a terminal. SIGUSR2 holds. */
  kill(signal: 'SIGKILL' | 'SIGINT' | 'SIGUSR2'): void;
  /** Resolves once it has printed such an event; throws when it ends without. */
  seen(isIt: (event: MigrationEvent) => boolean): Promise<MigrationEvent>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | undefined; readonly error: string }>;
}

/** `npm run migrate -- …` with the options that choose the demo. */
export function runTool(demo: readonly string[], args: readonly string[]): Tool {
  const child = execa(process.execPath, [MAIN, ...args, ...demo], {
    cwd: ROOT,
    reject: false,
    stdin: 'ignore',
    // A process group, as a shell makes one for a command.
    detached: true,
    buffer: { stdout: false, stderr: true },
  });
  const events: MigrationEvent[] = [];
  const printed: string[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of waiting) look();
  };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    printed.push(line);
    if (line.startsWith('{')) events.push(JSON.parse(line) as MigrationEvent);
    changed();
  });
  let hasEnded = false;
  const ended = child.then(({ exitCode, stderr }) => {
    hasEnded = true;
    changed();
    return { code: exitCode, error: stderr };
  });
  return {
    events,
    lines: printed,
    ended,
    kill(signal) {
      const { pid } = child;
      if (pid === undefined) throw new Error('the tool was not started');
      process.kill(signal === 'SIGINT' ? -pid : pid, signal);
    },
    seen: (isIt) =>
      new Promise((found, missed) => {
        const look = () => {
          const event = events.find(isIt);
          if (event !== undefined) found(event);
          else if (hasEnded) missed(new Error(`the tool ended without it: ${JSON.stringify(events.slice(-5))}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}
