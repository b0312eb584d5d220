import type {
  ClientToServerEvents,
  GatewayStatus,
  QuoteBatch,
  ServerToClientEvents,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { Contents, FreshnessLog, type Receiver, type ReceiverCounts } from './receiver.ts';

const LOOK_EVERY_MS = 50;
const TRY_AGAIN_AFTER_MS = 1_000;
const NOTHING: ReceiverCounts = {
  received: 0,
  conflated: 0,
  missing: 0,
  duplicates: 0,
  outOfOrder: 0,
  passed: 0,
  reconnects: 0,
};

/**
 * Socket.IO's own client with its default settings, that nobody tuned, and a count of its own: it is sent every quote, so the next of a symbol is always the number after the
 * last one.
 */
export function plainClient(url: string): Receiver {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
  });
  const contents = new Contents();
  const freshness = new FreshnessLog();
  const newestOf = new Map<string, number>();
  let counts: { -readonly [name in keyof ReceiverCounts]: number } = { ...NOTHING };
  let status: GatewayStatus | null = null;
  let isSubscribed = false;
  let connects = 0;
  let newest = 0;

  const onSnapshot = (snapshot: readonly QuoteBatch[]) => {
    for (const batch of snapshot) {
      contents.addAll(batch);
      for (const [symbol, seq, published] of batch.quotes) {
        newest = Math.max(newest, published);
        counts.passed += Math.max(0, seq - (newestOf.get(symbol) ?? seq));
        newestOf.set(symbol, seq);
      }
    }
  };
  const onQuotes = (batch: QuoteBatch) => {
    contents.addAll(batch);
    for (const [symbol, seq, published] of batch.quotes) {
      counts.received += 1;
      newest = Math.max(newest, published);
      const previous = newestOf.get(symbol) ?? seq - 1;
      if (seq === previous) counts.duplicates += 1;
      else if (seq < previous) counts.outOfOrder += 1;
      else counts.missing += seq - previous - 1;
      newestOf.set(symbol, Math.max(seq, previous));
    }
  };
  const subscribe = () => {
    socket.emit('subscribe', { symbols: '*', mode: 'every' }, (ack: SubscribeAck) => {
      if (!ack.ok) {
        setTimeout(() => socket.connected && subscribe(), TRY_AGAIN_AFTER_MS);
        return;
      }
      isSubscribed = true;
      status = ack.status;
      onSnapshot(ack.snapshot);
    });
  };
  socket.on('connect', () => {
    connects += 1;
    if (connects > 1) counts.reconnects += 1;
    subscribe();
  });
  socket.on('disconnect', (reason) => {
    isSubscribed = false;
    // As Socket.IO documents it: then it does not reconnect by itself.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('quotes', onQuotes);
  socket.on('status', (next) => {
    status = next;
  });
  // Every quote comes in the order of the stream: as long as that is behind, so is this client.
  const behind = () => (status?.complete === true ? null : 'incomplete');
  const stale = () => (isSubscribed ? (status?.stale?.reason ?? behind()) : 'disconnected');
  const timer = setInterval(() => {
    freshness.record({ at: performance.now(), stale: stale(), age: newest === 0 ? null : Date.now() - newest });
  }, LOOK_EVERY_MS);
  return {
    name: 'plain client',
    what: 'socket.io-client with default settings, every quote',
    mark() {
      counts = { ...NOTHING };
      contents.clear();
      freshness.mark();
    },
    get counts() {
      return { ...counts };
    },
    contents,
    freshness,
    get isFresh() {
      return isSubscribed && status?.stale === null;
    },
    get isWell() {
      return stale() === null;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      socket.disconnect();
    },
  };
}
