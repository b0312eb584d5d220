import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What can be asked of a running demo. */
export const CABLE_ACTIONS = ['cut', 'restore', 'status'] as const;
export type CableAction = (typeof CABLE_ACTIONS)[number];
/** The same, or `restart/` and the name of a service. */
export type DemoAction = CableAction | `restart/${string}`;

interface ControlledCable {
  readonly isCut: boolean;
  cut(): void;
  restore(): void;
}

interface NamedProcess {
  readonly name: string;
  readonly pid: number | null | undefined;
}

interface ControlledService extends NamedProcess {
  restart(): Promise<void>;
}

/** What of a demo can be controlled. Services are asked for anew each time: they start after the brokers. */
export interface Controlled {
  readonly cable: ControlledCable;
  readonly brokers: readonly NamedProcess[];
  readonly services: () => readonly ControlledService[];
}

export interface DemoStatus {
  readonly pid: number;
  readonly cable: 'cut' | 'whole';
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
}

/** The demo runs, but has no such service. */
export class NoServiceError extends Error {
  override readonly name = 'NoServiceError';
}

/** Nobody answers for this data directory. */
export class NoDemoError extends Error {
  override readonly name = 'NoDemoError';
}

/** Lets `npm run cable`, `npm run restart` and `npm run load` reach the demo that runs with this data directory. */
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
  const { cable, brokers, services } = controlled;
  if (path.startsWith('/restart/')) {
    const name = path.slice('/restart/'.length);
    const service = services().find((one) => one.name === name);
    const names = services().map((one) => one.name);
    if (service === undefined) {
      return { status: 404, body: { message: `there is no service ${name}; there are: ${names.join(', ')}` } };
    }
    await service.restart();
  } else {
    const action = CABLE_ACTIONS.find((known) => path === `/cable/${known}`);
    if (action === undefined) return { status: 404, body: { message: `nothing is at ${path}` } };
    if (action !== 'status') cable[action]();
  }
  const processes = [...brokers, ...services()].flatMap(({ name, pid }) => (pid ? [{ name, pid }] : []));
  return {
    status: 200,
    body: { pid: process.pid, cable: cable.isCut ? 'cut' : 'whole', processes } satisfies DemoStatus,
  };
}

/** Throws `NoDemoError` when no demo runs with this data directory, `NoServiceError` when it has no such service. */
export async function askDemo(dataDir: string, action: DemoAction): Promise<DemoStatus> {
  const isRestart = action.startsWith('restart/');
  const asking = request({
    socketPath: controlAddress(dataDir),
    method: 'POST',
    path: isRestart ? `/${action}` : `/cable/${action}`,
    signal: AbortSignal.timeout(isRestart ? RESTARTED_WITHIN_MS : ANSWERED_WITHIN_MS),
  }).end();
  let status: number | undefined;
  let text = '';
  try {
    const [response] = await once(asking, 'response');
    status = response.statusCode;
    for await (const part of response) text += part;
  } catch (cause) {
    throw new NoDemoError(`no demo runs with the data directory ${dataDir}; start one with: npm start`, { cause });
  }
  const body = JSON.parse(text);
  if (status === 404) throw new NoServiceError(body.message);
  if (status !== 200) throw new Error(`the demo could not do it: ${body.message}`);
  return body;
}

const ANSWERED_WITHIN_MS = 2_000;
/** A service may drain its clients first, and take as long as at the start to be ready. */
const RESTARTED_WITHIN_MS = 40_000;
const LONGEST_SOCKET_PATH = 100;

/** Windows has named pipes instead; and a socket's path is limited to about 100 characters everywhere else. */
function controlAddress(dataDir: string): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\quotebridge-${hash}`;
  const socket = join(dataDir, 'control.sock');
  return socket.length <= LONGEST_SOCKET_PATH ? socket : join(tmpdir(), `quotebridge-${hash}.sock`);
}
