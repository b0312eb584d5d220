import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What can be asked of a running demo. */
export const CABLE_ACTIONS = ['cut', 'restore', 'status'] as const;
export type CableAction = (typeof CABLE_ACTIONS)[number];

interface ControlledCable {
  readonly isCut: boolean;
  cut(): void;
  restore(): void;
}

export interface DemoStatus {
  readonly pid: number;
  readonly cable: 'cut' | 'whole';
}

/** Nobody answers for this data directory. */
export class NoDemoError extends Error {
  override readonly name = 'NoDemoError';
}

/** Lets `npm run cable` reach the cable of the demo that runs with this data directory. */
export async function serveControl(dataDir: string, cable: ControlledCable): Promise<AsyncDisposable> {
  const address = controlAddress(dataDir);
  const server = createServer((incoming, response) => {
    const action = CABLE_ACTIONS.find((known) => incoming.method === 'POST' && incoming.url === `/cable/${known}`);
    if (action === undefined) return response.writeHead(404).end();
    if (action !== 'status') cable[action]();
    return response.end(
      JSON.stringify({ pid: process.pid, cable: cable.isCut ? 'cut' : 'whole' } satisfies DemoStatus),
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

/** Throws `NoDemoError` when no demo runs with this data directory. */
export async function askDemo(dataDir: string, action: CableAction): Promise<DemoStatus> {
  const asking = request({
    socketPath: controlAddress(dataDir),
    method: 'POST',
    path: `/cable/${action}`,
    signal: AbortSignal.timeout(2_000),
  }).end();
  try {
    const [response] = await once(asking, 'response');
    let text = '';
    for await (const part of response) text += part;
    return JSON.parse(text);
  } catch (cause) {
    throw new NoDemoError(`no demo runs with the data directory ${dataDir}; start one with: npm start`, { cause });
  }
}

const LONGEST_SOCKET_PATH = 100;

/** Windows has named pipes instead; and a socket's path is limited to about 100 characters everywhere else. */
function controlAddress(dataDir: string): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\quotebridge-${hash}`;
  const socket = join(dataDir, 'control.sock');
  return socket.length <= LONGEST_SOCKET_PATH ? socket : join(tmpdir(), `quotebridge-${hash}.sock`);
}
