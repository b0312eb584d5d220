import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Every port that something in the project listens on: clients, cluster, leaf links and monitoring of brokers, services. */
export const PORTS = [4222, 6222, 7422, 8222, 8080];

/** The engine's own name server, on a port that changes, within each container for itself alone. */
const NAME_SERVER = '127.0.0.11';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Reach {
  /** What opens from there. */
  readonly open: readonly Endpoint[];
  /** The ports on which something there listens, on whatever address. */
  readonly listening: readonly number[];
}

/** Runs where there is only Node: prints which of the endpoints in its argument accept a connection, and the listening sockets. */
const PROBE = `
const { connect } = require('node:net');
const { readFileSync } = require('node:fs');
const dial = (endpoint) => new Promise((resolve) => {
  const socket = connect({ host: endpoint.address, port: endpoint.port, timeout: 1500 });
  const end = (open) => { socket.destroy(); resolve(open); };
  socket.once('connect', () => end(true));
  socket.once('error', () => end(false));
  socket.once('timeout', () => end(false));
});
const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFileSync(path, 'utf8'));
const endpoints = JSON.parse(process.argv[1]);
Promise.all(endpoints.map(dial)).then((open) =>
  console.log(JSON.stringify({ open: endpoints.filter((_, i) => open[i]), tables })),
);
`;

/** What can be reached at these addresses from within a container's own network, as its process sees it, and what it listens on itself. */
export async function reachFrom(
  container: string,
  addresses: readonly string[],
  ports: readonly number[] = PORTS,
): Promise<Reach> {
  const endpoints = addresses.flatMap((address) => ports.map((port): Endpoint => ({ address, port })));
  const within = ['--network', `container:${container}`, '--label', 'quotebridge.probe=reach'];
  const node = ['node:24-slim', 'node', '-e', PROBE, JSON.stringify(endpoints)];
  const { stdout } = await promisify(execFile)('docker', ['run', '--rm', ...within, ...node]);
  const { open, tables } = JSON.parse(stdout) as { open: Endpoint[]; tables: string[] };
  const sockets = tables.flatMap(listeners).filter(({ address }) => address !== hexOf(NAME_SERVER));
  return { open, listening: [...new Set(sockets.map(({ port }) => port))] };
}

/** The sockets that listen, of a table as in `/proc/net/tcp`. An address stays as it is written there. */
export function listeners(table: string): readonly Endpoint[] {
  const LISTEN = '0A';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address, port: Number.parseInt(port, 16) };
    });
}

/** As a table has an IPv4 address: its bytes from the last to the first. */
function hexOf(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return bytes.toReversed().join('').toUpperCase();
}
