import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { WebSocket } from 'ws';
import { PONG } from '../k6/lib/packets.ts';
import { SocketIoClient } from '../k6/lib/socket-io.ts';

/**
 * Until the buffers are full, each client sends subscriptions without reading the answers: that fills the buffers of the operating system, up to 4 MiB on Linux, within a minute; quotes alone take longer.
 * A burst at first, then one at a time: within the gateway's default limits, for a market of 100 symbols.
 */
const REQUESTS_AT_ONCE = 45;
const REQUEST_EVERY_MS = 100;
/** How often they send an unsolicited pong, since they do not read pings. It also reveals that they were closed. */
const ALIVE_EVERY_MS = 1_000;
const AGAIN_AFTER_MS = 1_000;

const WHOLE_MARKET = { symbols: '*' } as const;

export interface StalledClients extends Disposable {
  /**
   * The buffers are full: send no more requests. A client that reconnects later sends as many as it took.
   *
   * @returns how many that is, per client and beside its subscription
   */
  stopFilling(): number;
}

/**
 * Opens clients that subscribe to the whole market and then read nothing; a client that is closed for it reconnects. Resolves
 * when all are stalled, rejects when one cannot be. Disposing disconnects them.
 */
export async function stallClients(url: string, count: number): Promise<StalledClients> {
  const disposed = new AbortController();
  let asked = 0;
  let limit = Number.POSITIVE_INFINITY;
  const client = (): Promise<void> =>
    stall(url, {
      signal: disposed.signal,
      mayRequest: (asks) => {
        if (asks >= limit) return false;
        asked = Math.max(asked, asks + 1);
        return true;
      },
      onEnd: () => {
        setTimeout(() => {
          if (!disposed.signal.aborted) void client().catch(() => undefined);
        }, AGAIN_AFTER_MS);
      },
    });
  const stalled: StalledClients = {
    stopFilling: () => (limit = asked),
    [Symbol.dispose]: () => disposed.abort(),
  };
  try {
    await Promise.all(Array.from({ length: count }, client));
  } catch (error) {
    disposed.abort();
    throw error;
  }
  return stalled;
}

interface StallOptions {
  readonly signal: AbortSignal;
  /** Whether it may send one more request, after this many. */
  readonly mayRequest: (asks: number) => boolean;
  /** It was closed after it had stalled. */
  readonly onEnd: () => void;
}

function stall(url: string, { signal, mayRequest, onEnd }: StallOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url);
  const timers: ReturnType<typeof setInterval>[] = [];
  let isStalled = false;
  let asks = 0;
  const ask = () => {
    if (mayRequest(asks)) {
      asks += 1;
      client.ask('subscribe', WHOLE_MARKET, () => undefined);
    }
  };
  const client = new SocketIoClient(socket, {
    onConnect: () =>
      client.ask('subscribe', WHOLE_MARKET, (answer) => {
        const { ok } = answer as SubscribeAck;
        if (!ok) return reject(new Error(`a client that is to stall may not subscribe: ${JSON.stringify(answer)}`));
        socket.pause();
        isStalled = true;
        for (let index = 0; index < REQUESTS_AT_ONCE; index += 1) ask();
        timers.push(
          setInterval(ask, REQUEST_EVERY_MS),
          setInterval(() => socket.send(PONG), ALIVE_EVERY_MS),
        );
        resolve();
      }),
    onEvent: () => undefined,
    onClose: (why) => {
      for (const timer of timers) clearInterval(timer);
      socket.terminate();
      if (isStalled) onEnd();
      else reject(new Error(`a client that is to stall lost its connection: ${why}`));
    },
  });
  signal.addEventListener('abort', () => client.close());
  return promise;
}
