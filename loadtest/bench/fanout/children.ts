import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The measured server has a core to itself; load, receivers and their broker share the other. */
export const SERVER_CORE = 0;
export const OTHER_CORE = 1;

/** For processes that share the machine as in a deployment. */
export const BOTH_CORES = '0,1';

export interface PinnedOptions {
  readonly core: number | typeof BOTH_CORES;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets only the time that other processes on its core leave. */
  readonly isNice?: boolean;
}

/** A process on the cores that it is given. It ends with this one, and when it is disposed of. */
export class Pinned implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #kill = () => void this.#child.kill('SIGKILL');

  constructor(command: string, args: readonly string[], { core, env = {}, isNice = false }: PinnedOptions) {
    const isNode = command === process.execPath;
    const niceness = isNice ? ['nice', '-n', '19'] : [];
    this.#child = spawn('taskset', ['-c', String(core), ...niceness, command, ...args], {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', isNode ? 'inherit' : 'ignore', ...(isNode ? (['ipc'] as const) : [])],
    });
    this.#ended = once(this.#child, 'exit');
    process.once('exit', this.#kill);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('it did not start');
    return pid;
  }

  send(message: object | string): void {
    this.#child.send(message);
  }

  /** The next message that it sends. Throws when it ends before that. */
  async next(): Promise<unknown> {
    const stop = new AbortController();
    try {
      const ended = this.#ended.then(() => {
        throw new Error(`${this.#child.spawnargs.join(' ')} ended`);
      });
      const [message] = (await Promise.race([
        once(this.#child, 'message', { signal: stop.signal }),
        ended,
      ])) as unknown[];
      return message;
    } finally {
      stop.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.removeListener('exit', this.#kill);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Not at once: a profile is written at the end.
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
