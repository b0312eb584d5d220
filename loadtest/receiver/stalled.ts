import type { SubscribeAck } from '@quotebridge/contracts/wire';
import { WebSocket } from 'ws';
import { PONG } from '../k6/lib/packets.ts';
import { SocketIoClient } from '../k6/lib/socket-io.ts';

/**
 * Until it is enough, each asks for the market again and again, and reads no answer: that fills the buffers of the operating system, up to 4 MiB on Linux, within a minute at most, where quotes alone take longer.
 * At first so many at once, then one at a time: within what a gateway allows by default, for a market of 100 symbols.
 */
const ASKS_AT_ONCE = 45;
const ASK_EVERY_MS = 100;
/** So often they say that they are alive, unasked, since they do not read that they are asked. It also tells when they were closed. */
const ALIVE_EVERY_MS = 1_000;
const AGAIN_AFTER_MS = 1_000;

const WHOLE_MARKET = { symbols: '*' } as const;

export interface StalledClients extends Disposable {
  /** The buffers are full: ask no more. Who comes back later asks as often as it took. */
  enough(): void;
}

/**
 * Opens so many clients that subscribe to the whole market and then read nothing; who is closed for it comes back. Resolves
 * when all are stalled, rejects when one of them cannot. Disposing lets them go.
 */
export async function stallClients(url: string, count: number): Promise<StalledClients> {
  const letGo = new AbortController();
  let asked = 0;
  let limit = Number.POSITIVE_INFINITY;
  const client = (): Promise<void> =>
    stall(url, {
      signal: letGo.signal,
      mayAsk: (asks) => {
        if (asks >= limit) return false;
        asked = Math.max(asked, asks + 1);
        return true;
      },
      onEnd: () => {
        setTimeout(() => {
          if (!letGo.signal.aborted) void client().catch(() => undefined);
        }, AGAIN_AFTER_MS);
      },
    });
  const stalled: StalledClients = {
    enough: () => {
      limit = asked;
    },
    [Symbol.dispose]: () => letGo.abort(),
  };
  try {
    await Promise.all(Array.from({ length: count }, client));
  } catch (error) {
    letGo.abort();
    throw error;
  }
  return stalled;
}

interface StallOptions {
  readonly signal: AbortSignal;
  /** Whether it may ask once more, after so many times. */
  readonly mayAsk: (asks: number) => boolean;
  /** It was closed after it had stalled. */
  readonly onEnd: () => void;
}

function stall(url: string, { signal, mayAsk, onEnd }: StallOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url);
  const timers: ReturnType<typeof setInterval>[] = [];
  let isStalled = false;
  let asks = 0;
  const ask = () => {
    if (mayAsk(asks)) {
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
        for (let index = 0; index < ASKS_AT_ONCE; index += 1) ask();
        timers.push(
          setInterval(ask, ASK_EVERY_MS),
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
