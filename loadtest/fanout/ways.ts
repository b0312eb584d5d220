import { resolve } from 'node:path';
import { freePort, Pinned, SERVER_CORE } from './children.ts';
import { waitFor } from './wait.ts';

/** A server under measurement. */
interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

/** A way to bring quotes to many clients. */
export interface Way {
  readonly id: string;
  readonly title: string;
  /** A name of `PROTOCOLS`. */
  readonly protocol: string;
  /** `null`: it is the broker itself. */
  readonly start: ((natsUrl: string) => Promise<Running>) | null;
}

const GATEWAY = resolve(import.meta.dirname, '../../services/gateway/main.ts');
const UNLIMITED = '1000000';

function peer(file: string): Way['start'] {
  return async (natsUrl) => {
    const port = await freePort();
    const env = { PORT: String(port), NATS_URL: natsUrl };
    const child = new Pinned(process.execPath, [resolve(import.meta.dirname, 'peers', file)], {
      core: SERVER_CORE,
      env,
    });
    await child.next();
    return { pid: child.pid, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
  };
}

function gateway(flush: Readonly<Record<string, string>>): Way['start'] {
  return async (natsUrl) => {
    const port = await freePort();
    const env = {
      PORT: String(port),
      LOG_LEVEL: 'error',
      SITE: 'cloud',
      NATS_URL: natsUrl,
      NATS_USER: 'reader',
      NATS_PASSWORD: 'reader',
      DRAIN_MS: '0',
      CONNECT_RATE: UNLIMITED,
      CONNECT_BURST: UNLIMITED,
      ...flush,
    };
    const profile = process.env['CPU_PROFILE_DIR'];
    const args = profile === undefined ? [GATEWAY] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, GATEWAY];
    const child = new Pinned(process.execPath, args, { core: SERVER_CORE, env });
    await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 'the gateway');
    return { pid: child.pid, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
  };
}

const every = (ms: number) => gateway({ FLUSH_MIN_MS: String(ms), FLUSH_MS: String(ms) });

export const WAYS: readonly Way[] = [
  { id: 'rooms', title: 'Socket.IO rooms, an event a quote', protocol: 'rooms', start: peer('rooms.ts') },
  { id: 'ws-each', title: 'raw `ws`, a prebuilt frame a quote', protocol: 'plain', start: peer('ws-each.ts') },
  { id: 'nats', title: "nats-server's own WebSocket", protocol: 'nats', start: null },
  { id: 'ws-batched', title: 'raw `ws`, a message every 50 ms', protocol: 'plain', start: peer('ws-batched.ts') },
  { id: 'adaptive', title: 'the gateway, as it comes', protocol: 'gateway', start: gateway({}) },
  { id: 'gateway-50', title: 'the gateway, every 50 ms', protocol: 'gateway', start: every(50) },
  { id: 'gateway-100', title: 'the gateway, every 100 ms', protocol: 'gateway', start: every(100) },
];
