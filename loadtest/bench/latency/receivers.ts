import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeQuote, QUOTE_SUBJECTS, QUOTES_STREAM, SITE_API } from '@quotebridge/contracts/wire';
import type { ClientToServerEvents, ServerToClientEvents, SubscribeAck } from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { now } from './clock.ts';
import type { Checkpoint } from './checkpoint.ts';

const RETRY_MS = 100;

/** Reads a site's stream from now on, as any JetStream client may. `stored` gets the server's time of storage. */
export async function readStream(nc: NatsConnection, checkpoint: Checkpoint, stored?: Checkpoint): Promise<void> {
  const consumer = await jetstream(nc, { apiPrefix: SITE_API }).consumers.get(QUOTES_STREAM, {
    filter_subjects: QUOTE_SUBJECTS,
    deliver_policy: DeliverPolicy.New,
  });
  await consumer.consume({
    callback: (message) => {
      const at = now();
      const { published } = decodeQuote(message.string());
      checkpoint.record(published, at);
      stored?.record(published, message.info.timestampNanos / 1e6);
    },
  });
}

/** Subscribes to the quotes as they are published, with no stream between. What the feed sends again was counted before. */
export function subscribeCore(nc: NatsConnection, checkpoint: Checkpoint): void {
  const newest = new Map<string, number>();
  nc.subscribe(QUOTE_SUBJECTS, {
    callback: (error, message) => {
      if (error) throw error;
      const at = now();
      const { symbol, seq, published } = decodeQuote(message.string());
      if (seq <= (newest.get(symbol) ?? 0)) return;
      newest.set(symbol, seq);
      checkpoint.record(published, at);
    },
  });
}

/** Subscribes to the whole market at a gateway, or at the front door. */
export function subscribe(url: string, checkpoint: Checkpoint): Disposable {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
  });
  const ask = () => {
    socket.emit('subscribe', { symbols: '*' }, (ack: SubscribeAck) => {
      if (!ack.ok) setTimeout(ask, RETRY_MS);
    });
  };
  socket.on('connect', ask);
  socket.on('quotes', ({ quotes }) => {
    const at = now();
    for (const [, , published] of quotes) checkpoint.record(published, at);
  });
  return { [Symbol.dispose]: () => void socket.disconnect() };
}
