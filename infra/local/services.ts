import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { startChild, type Child } from './child.ts';

export interface ServiceOptions {
  readonly name: string;
  /** What it is an instance of. Default: a service of its name. */
  readonly service?: string;
  /** Undefined for what runs at no site. */
  readonly site?: string;
  /** The service's `main.ts`. */
  readonly entry: string;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** Added to this process's environment. HOST and PORT are set from `port`. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** The file that gets what the service writes. Emptied here, added to at a restart. */
  readonly log: string;
  /** Whether it is started again when it ends by itself. */
  readonly supervise: boolean;
  /** Called with a sentence when the supervisor does something. */
  readonly notify?: (sentence: string) => void;
  /** How long it may take to become ready, in milliseconds. */
  readonly readyWithin?: number;
  /** How long it may take to end before it is killed, in milliseconds. */
  readonly stopWithin?: number;
  /** Gives up waiting for readiness. */
  readonly signal?: AbortSignal;
  /** Waits that many milliseconds before the next start, or until the signal is aborted; replaceable for tests. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Service extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly service: string;
  readonly site: string | undefined;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Whether it is to run: it was started, and not stopped since. */
  readonly isWanted: boolean;
  /** Resolves once `/readyz` answers 200. */
  ready(): Promise<void>;
  /** SIGTERM, then SIGKILL after `within` milliseconds. It stays stopped until `restart`. */
  stop(within?: number): Promise<void>;
  /** SIGKILL. If supervised, it is started again like after any other unexpected exit. */
  kill(): Promise<void>;
  /** Stops it if it runs, starts it, and waits until it is ready. With `env`, that is added to its environment from then on. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
}

export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 4_000;
const POLL_MS = 50;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;
/** After a run this long, the next unexpected exit starts the backoff anew. */
const WELL_AFTER_MS = 30_000;
const LINES_IN_ERROR = 20;
/** The exit code of a service that cannot use its input, and would fail again. */
const INPUT_EXIT_CODE = 2;

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** A service that does not run until `restart`. */
export function createService(options: ServiceOptions): Service {
  mkdirSync(dirname(options.log), { recursive: true });
  return new ChildService(options);
}

/** Starts a service as a child process and waits until it is ready. Throws `ServiceError` with its last log lines. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const service = createService(options);
  try {
    await service.restart();
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
  return service;
}

class ChildService implements Service {
  readonly name: string;
  readonly service: string;
  readonly site: string | undefined;
  readonly port: number;
  readonly url: string;
  readonly #options: ServiceOptions;
  #env: Readonly<Record<string, string>>;
  readonly #log: WriteStream;
  readonly #lastLines: string[] = [];
  #child: Child | undefined;
  /** Aborted when the service is stopped on purpose, so that its supervisor gives up. */
  #stopped = new AbortController();

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.service = options.service ?? options.name;
    this.site = options.site;
    this.port = options.port;
    this.url = `http://127.0.0.1:${options.port}`;
    this.#options = options;
    this.#env = options.env;
    this.#log = createWriteStream(options.log);
    this.#stopped.abort();
    // A full disk must not end what is being supervised.
    this.#log.on('error', (error) => options.notify?.(`${this.name}: can't write ${options.log}: ${error.message}`));
  }

  get pid(): number | undefined {
    return this.#child?.hasEnded === false ? this.#child.pid : undefined;
  }

  get isWanted(): boolean {
    return !this.#stopped.signal.aborted;
  }

  async ready(): Promise<void> {
    await this.#ready([]);
  }

  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stop();
    this.#env = { ...this.#env, ...env };
    this.#stopped = new AbortController();
    const child = this.#start();
    const failed = new AbortController();
    void child.ended.then(({ how }) => failed.abort(this.#error(`ended before it was ready (${how})`)));
    await this.#ready([failed.signal]);
    if (this.#options.supervise) void this.#supervise(child, this.#stopped.signal);
  }

  async stop(within = this.#options.stopWithin ?? STOP_WITHIN_MS): Promise<void> {
    this.#stopped.abort(new ServiceError(`${this.name} was stopped`));
    await this.#child?.stop(within);
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#log.end();
  }

  #start(): Child {
    const { entry, flags = [], port } = this.#options;
    this.#lastLines.length = 0;
    this.#child = startChild({
      entry,
      flags,
      env: { ...this.#env, HOST: '127.0.0.1', PORT: String(port) },
      onLine: (line) => {
        this.#log.write(`${line}\n`);
        this.#lastLines.push(line);
        if (this.#lastLines.length > LINES_IN_ERROR) this.#lastLines.shift();
      },
    });
    return this.#child;
  }

  async #supervise(first: Child, stopped: AbortSignal): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    for (let child = first; ; child = this.#start()) {
      const startedAt = performance.now();
      const { code, how } = await child.ended;
      if (stopped.aborted) return;
      if (code === INPUT_EXIT_CODE) {
        this.#options.notify?.(
          `${this.name} ended (${how}) and stays so until it is restarted:${this.#lastPlainLines()}`,
        );
        return;
      }
      if (performance.now() - startedAt > WELL_AFTER_MS) backoff = FIRST_BACKOFF_MS;
      this.#options.notify?.(`${this.name} ended (${how}); starting it again in ${backoff} ms`);
      await (this.#options.pause ?? pauseFor)(backoff, stopped);
      if (stopped.aborted) return;
      backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    }
  }

  async #ready(giveUp: readonly AbortSignal[]): Promise<void> {
    const { readyWithin = READY_WITHIN_MS, signal } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(this.#error(`was not ready within ${readyWithin / 1_000} s`));
    }, readyWithin);
    const signals = [late.signal, this.#stopped.signal, ...giveUp, ...(signal ? [signal] : [])];
    try {
      await pRetry(() => this.#probe(), {
        retries: Number.POSITIVE_INFINITY,
        factor: 1,
        minTimeout: POLL_MS,
        signal: AbortSignal.any(signals),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #probe(): Promise<void> {
    const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    if (response.status !== 200) throw new Error(`/readyz answers ${response.status}`);
  }

  /** Its last lines that are plain text, not log records. */
  #lastPlainLines(): string {
    return this.#lastLines
      .filter((line) => !line.startsWith('{'))
      .map((line) => `\n  ${line}`)
      .join('');
  }

  #error(what: string): ServiceError {
    const tail = this.#lastLines.map((line) => `\n  ${line}`).join('');
    return new ServiceError(`${this.name} ${what}; see ${this.#options.log}${tail}`);
  }
}
