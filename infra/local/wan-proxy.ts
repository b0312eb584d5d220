import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { LinkFlow, NOT_SLOW, type Slowness } from './link-flow.ts';

/** Which side receives nothing: the leaf that dials, or the hub that it dials. */
type Unreached = 'leaf' | 'hub';

/**
 * The WAN proxy between the sites: a TCP relay that the on-prem brokers dial instead of the cloud's leaf port.
 *
 * When cut, it behaves like a pulled cable: nothing passes, neither side gets a reset, and new connections get no answer. When restored, it
 * forwards what was in flight: a short cut is only a delay; after a long one both ends have given up by themselves.
 */
export interface WanProxy extends AsyncDisposable {
  readonly port: number;
  readonly isCut: boolean;
  /** Bytes received from each side so far, over all connections. */
  readonly received: { readonly leaf: number; readonly hub: number };
  cut(): void;
  /** Connections stay and are accepted; nothing that is sent to that side arrives. */
  halfOpen(unreached: Unreached): void;
  /** Passes everything, but slowly. What is on its way already arrives as it would have. */
  slow(slowness: Slowness): void;
  /** Ends every connection; new ones are accepted. */
  disconnect(): void;
  /** Nothing passes over the present connections any more, and nothing ends them; new ones are accepted. */
  abandon(): void;
  /** Removes every fault. */
  restore(): void;
}

/** A connection and what it leads to: `null` while that is not connected. */
interface Pair {
  readonly near: Socket;
  far: Socket | null;
  up: LinkFlow | null;
  down: LinkFlow | null;
}

/** Relays to the targets in turn: each new connection goes to the next one that answers. */
export async function createWanProxy(options: { port: number; targets: readonly number[] }): Promise<WanProxy> {
  const { targets } = options;
  const pairs = new Set<Pair>();
  const abandoned = new Set<Pair>();
  const blocked = { leaf: false, hub: false };
  const ofEnded = { leaf: 0, hub: 0 };
  let slowness = NOT_SLOW;
  const isCut = () => blocked.leaf && blocked.hub;
  let next = 0;

  const server = createServer((near) => {
    const pair: Pair = { near, far: null, up: null, down: null };
    pairs.add(pair);
    near.on('error', () => near.destroy());
    near.on('close', () => {
      pairs.delete(pair);
      abandoned.delete(pair);
      ofEnded.leaf += near.bytesRead;
      ofEnded.hub += pair.far?.bytesRead ?? 0;
      pair.far?.destroy();
      pair.up?.destroy();
      pair.down?.destroy();
    });
    // A client that closes before it is connected to a target is noticed, though none of its data is read.
    near.on('readable', () => {
      if (pair.far === null && near.readableLength === 0) near.read();
    });
    if (!isCut()) dial(pair, targets.length);
  });

  const dial = (pair: Pair, attempts: number) => {
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
      if (!pairs.has(pair) || isCut()) {
        far.destroy();
        return;
      }
      pair.far = far;
      far.on('close', () => {
        if (!abandoned.has(pair)) pair.near.destroy();
      });
      pair.near.setNoDelay(true);
      pair.near.removeAllListeners('readable');
      pair.up = new LinkFlow(() => slowness);
      pair.down = new LinkFlow(() => slowness);
      pair.up.pipe(far);
      pair.down.pipe(pair.near);
      pass(pair);
    });
  };

  /** Lets pass what may pass at present. */
  const pass = ({ near, far, up, down }: Pair) => {
    const flows = [
      [near, up, blocked.hub],
      [far, down, blocked.leaf],
    ] as const;
    for (const [from, flow, isBlocked] of flows) {
      if (from === null || flow === null) continue;
      from.unpipe(flow);
      if (isBlocked) from.pause();
      else from.pipe(flow);
    }
  };
  const block = (sides: typeof blocked) => {
    const wasCut = isCut();
    Object.assign(blocked, sides);
    for (const pair of pairs) {
      if (pair.far !== null) pass(pair);
      else if (wasCut && !isCut()) dial(pair, targets.length);
    }
  };

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get isCut() {
      return isCut();
    },
    get received() {
      const received = { ...ofEnded };
      for (const { near, far } of [...pairs, ...abandoned]) {
        received.leaf += near.bytesRead;
        received.hub += far?.bytesRead ?? 0;
      }
      return received;
    },
    cut: () => block({ leaf: true, hub: true }),
    halfOpen: (unreached) => block({ leaf: unreached === 'leaf', hub: unreached === 'hub' }),
    slow(given) {
      slowness = given;
    },
    disconnect() {
      for (const { near } of pairs) near.destroy();
    },
    abandon() {
      for (const pair of pairs) {
        const { near, far, up, down } = pair;
        abandoned.add(pair);
        near.unpipe();
        near.pause();
        far?.unpipe();
        far?.pause();
        up?.unpipe();
        down?.unpipe();
      }
      pairs.clear();
    },
    restore() {
      slowness = NOT_SLOW;
      block({ leaf: false, hub: false });
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const { near, far } of [...pairs, ...abandoned]) {
        near.destroy();
        far?.destroy();
      }
      await once(server, 'close');
    },
  };
}
