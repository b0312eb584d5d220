import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * The WAN proxy between the sites: a TCP relay that the on-prem brokers dial instead of the cloud's leaf port.
 *
 * When cut, it behaves like a pulled cable: nothing passes, neither side gets a reset, and new connections get no answer. When restored, it
 * forwards what was in flight: a short cut is only a delay; after a long one both ends have given up by themselves.
 */
export interface WanProxy extends AsyncDisposable {
  readonly port: number;
  readonly isCut: boolean;
  cut(): void;
  restore(): void;
}

/** Relays to the targets in turn: each new connection goes to the next one that answers. */
export async function createWanProxy(options: { port: number; targets: readonly number[] }): Promise<WanProxy> {
  const { targets } = options;
  const pairs = new Set<{ near: Socket; far: Socket | null }>();
  let isCut = false;
  let next = 0;

  const server = createServer((near) => {
    const pair: { near: Socket; far: Socket | null } = { near, far: null };
    pairs.add(pair);
    near.on('error', () => near.destroy());
    near.on('close', () => {
      pairs.delete(pair);
      pair.far?.destroy();
    });
    // A client that closes before it is connected to a target is noticed, though none of its data is read.
    near.on('readable', () => {
      if (pair.far === null && near.readableLength === 0) near.read();
    });
    if (!isCut) dial(pair, targets.length);
  });

  const dial = (pair: { near: Socket; far: Socket | null }, attempts: number) => {
    const target = targets[next % targets.length];
    next += 1;
    if (attempts === 0 || target === undefined) {
      pair.near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    far.once('error', () => {
      far.destroy();
      if (pair.far === null && pairs.has(pair)) dial(pair, attempts - 1);
      else pair.near.destroy();
    });
    far.once('connect', () => {
      if (!pairs.has(pair) || isCut) {
        far.destroy();
        return;
      }
      pair.far = far;
      far.on('close', () => pair.near.destroy());
      pair.near.setNoDelay(true);
      join(pair.near, far);
    });
  };

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get isCut() {
      return isCut;
    },
    cut() {
      isCut = true;
      for (const { near, far } of pairs) {
        near.unpipe();
        far?.unpipe();
        near.pause();
        far?.pause();
      }
    },
    restore() {
      if (!isCut) return;
      isCut = false;
      for (const pair of pairs) {
        if (pair.far === null) dial(pair, targets.length);
        else join(pair.near, pair.far);
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const { near, far } of pairs) {
        near.destroy();
        far?.destroy();
      }
      await once(server, 'close');
    },
  };
}

function join(near: Socket, far: Socket): void {
  near.removeAllListeners('readable');
  near.pipe(far);
  far.pipe(near);
}
