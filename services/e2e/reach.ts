import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Every port that something in the project listens on: clients, cluster, leaf links and monitoring of brokers, services. */
const PORTS = [4222, 6222, 7422, 8222, 8080];

export interface Door {
  readonly address: string;
  readonly port: number;
}

/** Runs where nothing but Node is: tells which of the doors in its argument open. */
const KNOCK = `
const { connect } = require('node:net');
const knock = (door) => new Promise((resolve) => {
  const socket = connect({ host: door.address, port: door.port, timeout: 1500 });
  const end = (open) => { socket.destroy(); resolve(open); };
  socket.once('connect', () => end(true));
  socket.once('error', () => end(false));
  socket.once('timeout', () => end(false));
});
const doors = JSON.parse(process.argv[1]);
Promise.all(doors.map(knock)).then((open) => console.log(JSON.stringify(doors.filter((_, i) => open[i]))));
`;

/** Which ports at these addresses open from within a container's own network, as its process sees it. */
export async function openFrom(container: string, addresses: readonly string[]): Promise<readonly Door[]> {
  const doors = addresses.flatMap((address) => PORTS.map((port): Door => ({ address, port })));
  const within = ['--network', `container:${container}`, '--label', 'quotebridge.probe=reach'];
  const { stdout } = await promisify(execFile)('docker', [
    'run',
    '--rm',
    ...within,
    'node:24-slim',
    'node',
    '-e',
    KNOCK,
    JSON.stringify(doors),
  ]);
  return JSON.parse(stdout);
}
