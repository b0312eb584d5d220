import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScaleError, scaleService, type ScalableService } from './scale.ts';

/** The requests that a running demo accepts. */
export const CABLE_ACTIONS = ['cut', 'restore', 'status'] as const;
export type CableAction = (typeof CABLE_ACTIONS)[number];
/** What can be done to one of its processes. */
export const PROCESS_ACTIONS = ['restart', 'kill', 'hang', 'resume'] as const;
export type ProcessAction = (typeof PROCESS_ACTIONS)[number];
/** `kill/` and the others are followed by a process's name, `scale/` by a site, a service, and how many of it are to run there. */
export type DemoAction = CableAction | `${ProcessAction}/${string}` | `scale/${string}/${string}/${number}`;

/** Signals that reach services and brokers directly, without their supervisor, as real faults do. */
const SIGNALS = { kill: 'SIGKILL', hang: 'SIGSTOP', resume: 'SIGCONT' } as const;

interface ControlledCable {
  readonly isCut: boolean;
  cut(): void;
  restore(): void;
}

interface NamedProcess {
  readonly name: string;
  readonly pid: number | null | undefined;
  /** Where its health and metrics are, if it has any. */
  readonly url?: string;
}

type ControlledService = NamedProcess & ScalableService;

/** The controllable parts of a demo. `services` is called for each request: they start after the brokers. */
export interface Controlled {
  readonly cable: ControlledCable;
  readonly brokers: readonly NamedProcess[];
  /** `nats://host:port` of each site's brokers. */
  readonly brokerUrls: Readonly<Record<string, readonly string[]>>;
  readonly services: () => readonly ControlledService[];
}

/** A service at a site, whether it runs or not. */
export type DemoInstance = Pick<ScalableService, 'name' | 'service' | 'site' | 'url' | 'isWanted'>;

export interface DemoStatus {
  readonly pid: number;
  readonly cable: 'cut' | 'whole';
  /** Those that run. */
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly url?: string }[];
  readonly instances: readonly DemoInstance[];
  readonly brokerUrls: Readonly<Record<string, readonly string[]>>;
}

/** The demo runs, but has no such service or broker, or not as many instances. */
export class NoProcessError extends Error {
  override readonly name = 'NoProcessError';
}

/** No demo answers for this data directory. */
export class NoDemoError extends Error {
  override readonly name = 'NoDemoError';
}

/** Lets `npm run cable`, `kill`, `hang`, `resume`, `restart` and `load` reach the demo that runs with this data directory. */
export async function serveControl(dataDir: string, controlled: Controlled): Promise<AsyncDisposable> {
  const address = controlAddress(dataDir);
  const server = createServer((incoming, response) => {
    void answer(controlled, incoming.method === 'POST' ? (incoming.url ?? '') : '').then(
      ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ message: String(error) })),
    );
  });
  // A demo that was killed leaves its socket behind; one that runs was looked for before.
  if (process.platform !== 'win32') await rm(address, { force: true });
  server.listen(address);
  await once(server, 'listening');
  if (process.platform !== 'win32') await chmod(address, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(controlled: Controlled, path: string): Promise<{ status: number; body: object }> {
  const { cable, brokers, brokerUrls, services } = controlled;
  const [, verb, named = '', service = '', count = ''] = path.split('/');
  const processAction = PROCESS_ACTIONS.find((known) => known === verb);
  if (processAction !== undefined) {
    const refusal = await act(processAction, named, controlled);
    if (refusal !== null) return { status: 404, body: { message: refusal } };
  } else if (verb === 'scale') {
    try {
      await scaleService(services(), { site: named, service, count: count === '' ? Number.NaN : Number(count) });
    } catch (error) {
      if (error instanceof ScaleError) return { status: 404, body: { message: error.message } };
      throw error;
    }
  } else {
    const action = CABLE_ACTIONS.find((known) => path === `/cable/${known}`);
    if (action === undefined) return { status: 404, body: { message: `nothing is at ${path}` } };
    if (action !== 'status') cable[action]();
  }
  const processes = [...brokers, ...services()].flatMap(({ name, pid, url }) =>
    pid ? [{ name, pid, ...(url !== undefined && { url }) }] : [],
  );
  const instances = services().map(({ name, service: of, site, url, isWanted }) => {
    return { name, service: of, site, url, isWanted };
  });
  const status = { pid: process.pid, cable: cable.isCut ? 'cut' : 'whole', processes, instances, brokerUrls } as const;
  return { status: 200, body: status satisfies DemoStatus };
}

/** Resolves with why it cannot be done, or `null` when it is. */
async function act(action: ProcessAction, name: string, { brokers, services }: Controlled): Promise<string | null> {
  if (action === 'restart') {
    const service = services().find((one) => one.name === name);
    if (service === undefined) return `there is no service ${name}; there are: ${namesOf(services())}`;
    await service.restart();
    return null;
  }
  const all: readonly NamedProcess[] = [...services(), ...brokers];
  const found = all.find((one) => one.name === name);
  if (found === undefined) return `there is no service or broker ${name}; there are: ${namesOf(all)}`;
  if (!found.pid) return `${name} does not run at present`;
  process.kill(found.pid, SIGNALS[action]);
  return null;
}

function namesOf(processes: readonly NamedProcess[]): string {
  return processes.map(({ name }) => name).join(', ');
}

/**
 * Throws `NoDemoError` when no demo runs with this data directory, `NoProcessError` when it has no such process or not as many, the signal's reason
 * when it is aborted.
 */
export async function controlDemo(dataDir: string, action: DemoAction, stopping?: AbortSignal): Promise<DemoStatus> {
  const isSlow = /^(restart|scale)\//.test(action);
  const timeout = AbortSignal.timeout(isSlow ? RESTARTED_WITHIN_MS : ANSWERED_WITHIN_MS);
  const isOfCable = CABLE_ACTIONS.some((known) => known === action);
  const asking = request({
    socketPath: controlAddress(dataDir),
    method: 'POST',
    path: isOfCable ? `/cable/${action}` : `/${action}`,
    signal: stopping === undefined ? timeout : AbortSignal.any([timeout, stopping]),
  }).end();
  let status: number | undefined;
  let text = '';
  try {
    const [response] = await once(asking, 'response');
    status = response.statusCode;
    for await (const part of response) text += part;
  } catch (cause) {
    stopping?.throwIfAborted();
    throw new NoDemoError(`no demo runs with the data directory ${dataDir}; start one with: npm start`, { cause });
  }
  const body = JSON.parse(text);
  if (status === 404) throw new NoProcessError(body.message);
  if (status !== 200) throw new Error(`the demo could not do it: ${body.message}`);
  return body;
}

const ANSWERED_WITHIN_MS = 2_000;
/** A service may drain its clients first, and take as long as at the start to be ready. */
const RESTARTED_WITHIN_MS = 40_000;
const LONGEST_SOCKET_PATH = 100;

/** Windows has named pipes instead; and a socket's path is limited to about 100 characters everywhere else. */
export function controlAddress(dataDir: string): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\quotebridge-${hash}`;
  const socket = join(dataDir, 'control.sock');
  return socket.length <= LONGEST_SOCKET_PATH ? socket : join(tmpdir(), `quotebridge-${hash}.sock`);
}
