import { execa } from 'execa';
import { lines, run } from '../kind/run.ts';

const IMAGE = 'node:24-slim';
const PORT = 7_000;

/** Passes on what comes to its port. It ends with its standard input, so with the process that started it, however that ends. */
const SCRIPT = `
const { connect, createServer } = require('node:net');
const [host, port] = process.argv.slice(1);
createServer((near) => {
  const far = connect({ host, port: Number(port) });
  const end = () => { near.destroy(); far.destroy(); };
  for (const socket of [near, far]) socket.on('error', end).on('close', end);
  near.pipe(far).pipe(near);
}).listen(${PORT}, () => console.log('listening'));
process.stdin.on('end', () => process.exit()).resume();
`;

export interface RelayTarget {
  /** The network on which the target is, which may be internal. */
  readonly network: string;
  /** A name or an address on it. */
  readonly host: string;
  readonly port: number;
}

/** A port of this machine's loopback that leads to one port on a network of the engine. */
export interface Relay extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
}

/**
 * Runs a relay in a container of its own for as long as it is not disposed: nothing else in the network can be reached by it, and no other machine
 * reaches it. Throws `CommandError`.
 */
export async function startRelay({ network, host, port }: RelayTarget): Promise<Relay> {
  const confined = ['--init', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges:true', '--user=node'];
  const limits = ['--memory=96m', '--pids-limit=64', '--label=quotebridge.relay=driver'];
  const outside = ['--network=bridge', '--publish', `127.0.0.1::${PORT}`];
  const options = ['--rm', '--interactive', ...confined, ...limits, ...outside];
  const command = [IMAGE, 'node', '-e', SCRIPT, host, String(port)];
  const [id = ''] = lines(await run('docker', ['create', ...options, ...command]));
  const remove = () => run('docker', ['rm', '--force', id]);
  try {
    await run('docker', ['network', 'connect', network, id]);
    const running = execa('docker', ['start', '--attach', '--interactive', id], {
      stdin: 'pipe',
      reject: false,
      // Ctrl-C in the terminal is a question to the operator; the relay goes on until that is answered.
      detached: true,
    });
    await listening(running.stdout, running);
    const [address = ''] = lines(await run('docker', ['port', id, `${PORT}/tcp`]));
    return {
      address,
      async [Symbol.asyncDispose]() {
        running.stdin.end();
        await running;
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function listening(output: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<void> {
  const found = Promise.withResolvers<void>();
  output.on('data', (part) => {
    if (String(part).includes('listening')) found.resolve();
  });
  const failed = ended.then(() => {
    throw new Error('a relay ended before it listened');
  });
  await Promise.race([found.promise, failed]);
}
