import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { killOnExit } from './kill-on-exit.ts';
import { watchStore } from './store-watch.ts';

const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 4_000;
/** Long enough to see what the loss of a broker does. */
const RESTART_AFTER_MS = 5_000;

export interface BrokerOptions {
  readonly name: string;
  readonly natsServer: string;
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clientPort: number;
  readonly monitorPort: number;
  readonly logFile: string;
  /** Where it keeps its streams. */
  readonly storeDir: string;
  /** Contains its process id, so that the next demo finds a broker that a killed one left. */
  readonly pidFile: string;
  /**
   * Called when it ended by itself, and when it cannot store. If given, it is started again after `RESTART_AFTER_MS`, and restarted when a failed write
   * keeps it from storing although there is room again.
   */
  readonly notify?: (sentence: string) => void;
  /** Runs such a restart: one broker at a time. */
  readonly inTurn?: (restart: () => Promise<void>) => Promise<void>;
}

/** One `nats-server` process. */
export interface Broker extends AsyncDisposable {
  readonly name: string;
  /** `null` while it is stopped. */
  readonly pid: number | null;
  readonly clientPort: number;
  readonly monitorPort: number;
  /** Resolves when it accepts clients. Throws with the end of its log when it ends before. */
  start(): Promise<void>;
  /** As an operator stops it: it finishes what is in flight. */
  stop(): Promise<void>;
  /** As a crash ends it. */
  kill(): Promise<void>;
}

export function createBroker(options: BrokerOptions): Broker {
  const { name, clientPort, monitorPort } = options;
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | undefined;
  const watch = new AbortController();
  let watching: Promise<void> | undefined;

  const end = async (signal: NodeJS.Signals) => {
    clearTimeout(restart);
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    const force = setTimeout(() => ending.kill('SIGKILL'), STOP_WITHIN_MS);
    await exited;
    clearTimeout(force);
  };

  const start = async () => {
    if (child !== null) throw new Error(`the broker ${name} is running already`);
    const log = createWriteStream(options.logFile, { flags: 'a' });
    await once(log, 'open');
    child = spawn(options.natsServer, ['--config', options.configFile, '--pid', options.pidFile], {
      env: { PATH: process.env['PATH'], ...options.env },
      stdio: ['ignore', log, log],
      // Ctrl-C in a terminal reaches its whole process group; the brokers are to stop last, and in order.
      detached: true,
    });
    log.close();
    const started = child;
    const release = killOnExit(() => void started.kill('SIGKILL'));
    started.once('exit', (code, signal) => {
      release();
      if (child === started && isUp) startAgain(`ended (${signal ?? code})`);
    });
    let isUp = false;
    const failed = new Promise<never>((_, reject) => {
      child?.once('error', reject);
      child?.once('exit', (code, signal) => reject(new BrokerError(name, `ended with ${code ?? signal}`)));
    });
    failed.catch(() => undefined);
    try {
      await Promise.race([answers(name, monitorPort), failed]);
      isUp = true;
      watching ??= watchItsStore();
    } catch (error) {
      await end('SIGKILL');
      if (error instanceof BrokerError) error.message += `\n${await tail(options.logFile)}`;
      throw error;
    }
  };
  const startAgain = (why: string) => {
    const { notify } = options;
    if (notify === undefined) return;
    child = null;
    notify(`${name} ${why}; starting it again in ${RESTART_AFTER_MS / 1_000} s`);
    restart = setTimeout(() => {
      start().catch((error: unknown) => startAgain(`did not start: ${String(error)}`));
    }, RESTART_AFTER_MS);
  };

  const restartToStore = async () => {
    if (child === null || watch.signal.aborted) return;
    await end('SIGTERM');
    await start().catch((error: unknown) => startAgain(`did not start: ${String(error)}`));
  };
  const watchItsStore = async () => {
    const { storeDir, notify, inTurn = (act) => act() } = options;
    if (notify === undefined) return;
    await watchStore({
      name,
      monitorPort,
      storeDir,
      notify,
      restart: () => inTurn(restartToStore),
      signal: watch.signal,
    });
  };

  return {
    name,
    clientPort,
    monitorPort,
    get pid() {
      return child?.pid ?? null;
    },
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async [Symbol.asyncDispose]() {
      watch.abort();
      await end('SIGTERM');
      await watching;
      // One that was being restarted.
      await end('SIGTERM');
    },
  };
}

export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  constructor(broker: string, what: string) {
    super(`the broker ${broker} ${what}`);
  }
}

/** Polls until the server itself is up. JetStream may still be electing: readers wait for that by themselves. */
async function answers(name: string, monitorPort: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const ok = await fetch(`http://127.0.0.1:${monitorPort}/healthz?js-server-only=true`, {
      signal: AbortSignal.timeout(1_000),
    }).then(
      async (response) => (await response.body?.cancel(), response.ok),
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new BrokerError(name, `was not ready within ${READY_WITHIN_MS / 1000} s`);
}

async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(-8).join('\n');
}
