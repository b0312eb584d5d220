import { resolve } from 'node:path';
import { startCentrifugo } from './centrifugo.ts';
import { freePort, Pinned, SERVER_CORE } from './children.ts';
import { startGateway } from './gateway.ts';
import type { Running } from './running.ts';

/** A way to bring quotes to many clients. */
export interface Way {
  readonly id: string;
  readonly title: string;
  /** A name of `PROTOCOLS`. */
  readonly protocol: string;
  /** `null`: it is the broker itself. */
  readonly start: ((natsUrl: string) => Promise<Running>) | null;
}

/** All clients of a run connect at once. */
export const UNLIMITED = { CONNECT_RATE: '1000000', CONNECT_QUEUE: '1000000' };

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

function gateway(settings: Readonly<Record<string, string>>): Way['start'] {
  return (natsUrl) => startGateway(natsUrl, { ...UNLIMITED, ...settings });
}

const every = (ms: number, settings: Readonly<Record<string, string>> = {}) =>
  gateway({ FLUSH_MIN_MS: String(ms), FLUSH_MS: String(ms), ...settings });

const centrifugo = process.env['CENTRIFUGO'];

export const WAYS: readonly Way[] = [
  { id: 'rooms', title: 'Socket.IO rooms, an event a quote', protocol: 'rooms', start: peer('rooms.ts') },
  { id: 'ws-each', title: 'raw `ws`, a prebuilt frame a quote', protocol: 'plain', start: peer('ws-each.ts') },
  { id: 'nats', title: "nats-server's own WebSocket", protocol: 'nats', start: null },
  ...(centrifugo === undefined
    ? []
    : [
        {
          id: 'centrifugo',
          title: 'Centrifugo',
          protocol: 'centrifugo',
          start: (natsUrl: string) => startCentrifugo(centrifugo, natsUrl),
        },
      ]),
  { id: 'ws-batched', title: 'raw `ws`, a message every 50 ms', protocol: 'plain', start: peer('ws-batched.ts') },
  { id: 'adaptive', title: 'the gateway, as it comes', protocol: 'gateway', start: gateway({}) },
  { id: 'gateway-50', title: 'the gateway, every 50 ms', protocol: 'gateway', start: every(50) },
  {
    id: 'gateway-50-fresh',
    title: 'the same, with core too (`FRESH`)',
    protocol: 'gateway',
    start: every(50, { FRESH: 'on' }),
  },
  { id: 'gateway-100', title: 'the gateway, every 100 ms', protocol: 'gateway', start: every(100) },
];
