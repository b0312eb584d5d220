import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ConsoleMigration, MigrationAction, Stage } from '@quotebridge/contracts/wire';
import { entryOf, movesTo, withEntry } from '../core/migration-events.ts';
import { Refusal } from './refusal.ts';

/** Ends what it prints on stderr: the reason is in the last lines. */
const STDERR_CHARACTERS = 2_000;
/** What the tool does with a signal. */
const SIGNALS = { hold: 'SIGUSR2', rollback: 'SIGTERM' } as const;

export interface MigrationsOptions {
  /** The file of `npm run migrate`. */
  readonly entry: string;
  /** The data directory of the demo. */
  readonly data: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Runs `npm run migrate`, one at a time, and follows it. */
export class Migrations {
  readonly #options: MigrationsOptions;
  #child: ChildProcess | null = null;
  #current: ConsoleMigration | null = null;
  /** Whether the tool has printed anything: before that a signal would end it. */
  #isUp = false;
  #waiting: NodeJS.Signals | null = null;

  constructor(options: MigrationsOptions) {
    this.#options = options;
  }

  /** The newest one that was started here; `null` before the first. */
  get current(): ConsoleMigration | null {
    return this.#current;
  }

  /** @param from the present stage; `null` when it is between two. Throws `Refusal` while one runs, and when there is nothing to do. */
  begin(to: Stage, from: Stage | null): void {
    if (this.#child !== null) throw new Refusal(409, 'a migration runs; hold it or roll it back first');
    if (from === to) throw new Refusal(409, `API and gateways are at stage ${to} already`);
    this.#run(['move', ...movesTo(to, from), '--yes'], { id: null, stage: to, status: 'running', timeline: [] });
  }

  /** Throws `Refusal` when there is nothing that it applies to. */
  act(action: MigrationAction): void {
    const isOver = this.#current?.status !== 'running' && this.#current?.status !== 'rolling-back';
    if (this.#child !== null && !isOver) {
      if (action === 'resume') throw new Refusal(409, 'the migration runs already');
      if (this.#isUp) this.#child.kill(SIGNALS[action]);
      else this.#waiting = SIGNALS[action];
      return;
    }
    if (action === 'hold') throw new Refusal(409, 'no migration runs');
    const before = this.#current ?? { id: null, stage: null, status: 'held', timeline: [] };
    const run = () => this.#run([action], { ...before, status: action === 'resume' ? 'running' : 'rolling-back' });
    // One that has printed its result may take a moment to end.
    if (this.#child === null) run();
    else this.#child.once('close', run);
  }

  #run(args: readonly string[], begun: ConsoleMigration): void {
    const { entry, data, now } = this.#options;
    this.#current = begun;
    const child = spawn(process.execPath, [entry, ...args, '--json', '--data', data, '--operator', 'console'], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#isUp = false;
    this.#waiting = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = entryOf(line);
      if (event === null || this.#current === null) return;
      this.#current = withEntry(this.#current, event);
      this.#isUp = true;
      if (this.#waiting !== null) child.kill(this.#waiting);
      this.#waiting = null;
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk.toString()}`.slice(-STDERR_CHARACTERS);
    });
    const failed = (text: string): void => {
      if (this.#current === null) return;
      const { id } = this.#current;
      this.#current = withEntry(this.#current, { id, status: 'failed', entry: { at: now(), kind: 'failed', text } });
    };
    child.once('error', (error) => {
      this.#child = null;
      failed(`the tool did not start: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      this.#child = null;
      // Other codes are the statuses that it has printed.
      if (code === 1 || signal !== null)
        failed(errors.trim() === '' ? `the tool ended (${signal ?? code})` : errors.trim());
    });
  }
}
