import { missingAfter } from '@quotebridge/contracts/wire';
import type {
  ClientToServerEvents,
  GatewayStatus,
  QuoteBatch,
  ServerToClientEvents,
  SubscribeAck,
} from '@quotebridge/contracts/wire';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

/** A client of the gateway that watches the whole market and accounts for every quote. */
export interface Watcher extends Disposable {
  /** Tuples received after a snapshot. */
  readonly received: number;
  /** Quotes that the gateway said it folded. */
  readonly folded: number;
  /** Quotes unaccounted for: neither received nor folded. */
  readonly missing: number;
  /** Tuples that were there before, or older than one that was. */
  readonly repeated: number;
  /** How often it had to connect again. */
  readonly reconnects: number;
  readonly status: GatewayStatus | null;
  /** The newest `seq` of each symbol. */
  readonly seqs: ReadonlyMap<string, number>;
}

interface Held {
  readonly epoch: number;
  readonly seq: number;
  readonly missing: number;
}

/** Connects to a gateway, or to a front door, and subscribes to everything, again after each reconnect. */
export function watchQuotes(url: string): Watcher {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    forceNew: true,
  });
  const held = new Map<string, Held>();
  const seqs = new Map<string, number>();
  const totals = { received: 0, folded: 0, repeated: 0, reconnects: -1 };
  let status: GatewayStatus | null = null;

  const take = ({ epoch, quotes }: QuoteBatch, isSnapshot: boolean) => {
    for (const [symbol, seq, , , , , , , , folded] of quotes) {
      const before = held.get(symbol);
      const missing = isSnapshot || before === undefined ? 0 : before.missing + missingAfter(before.seq, seq, folded);
      if (!isSnapshot) {
        totals.received += 1;
        totals.folded += folded;
        if (before?.epoch === epoch && (seq < before.seq || (seq === before.seq && folded === 0))) totals.repeated += 1;
      }
      held.set(symbol, { epoch, seq, missing });
      seqs.set(symbol, seq);
    }
  };
  const subscribe = () => {
    socket.emit('subscribe', { symbols: '*' }, (ack: SubscribeAck) => {
      if (ack.ok) {
        status = ack.status;
        for (const batch of ack.snapshot) take(batch, true);
      } else if (ack.error.code === 'not_ready') {
        setTimeout(subscribe, 100);
      } else {
        throw new Error(`the gateway refused the subscription: ${ack.error.message}`);
      }
    });
  };
  socket.on('connect', () => {
    totals.reconnects += 1;
    subscribe();
  });
  socket.on('quotes', (batch) => take(batch, false));
  socket.on('status', (next) => (status = next));
  socket.on('relocate', () => socket.disconnect().connect());
  return {
    get received() {
      return totals.received;
    },
    get folded() {
      return totals.folded;
    },
    get repeated() {
      return totals.repeated;
    },
    get reconnects() {
      return Math.max(0, totals.reconnects);
    },
    get missing() {
      return [...held.values()].reduce((sum, { missing }) => sum + Math.abs(missing), 0);
    },
    get status() {
      return status;
    },
    seqs,
    [Symbol.dispose]: () => void socket.disconnect(),
  };
}
