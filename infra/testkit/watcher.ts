import { QuoteAccount } from '@quotebridge/contracts/wire';
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
  /** Quotes that the gateway said it conflated. */
  readonly conflated: number;
  /** Quotes missing by `QuoteAccount`, or counted as conflated without being missing. */
  readonly missing: number;
  /** Tuples that were not newer, and filled no gap. */
  readonly duplicates: number;
  /** How often it had to connect again. */
  readonly reconnects: number;
  readonly status: GatewayStatus | null;
  /** Why prices were stale, by each status that said so. */
  readonly staleReasons: readonly string[];
  /** The newest `seq` of each symbol. */
  readonly seqs: ReadonlyMap<string, number>;
}

/** Connects to a gateway, or to a front door, and subscribes to everything, again after each reconnect. */
export function watchQuotes(url: string): Watcher {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    forceNew: true,
  });
  const account = new QuoteAccount();
  const seqs = new Map<string, number>();
  let connects = 0;
  let status: GatewayStatus | null = null;
  const staleReasons: string[] = [];
  const setStatus = (next: GatewayStatus) => {
    status = next;
    if (next.stale !== null) staleReasons.push(next.stale.reason);
  };

  const note = ({ quotes }: QuoteBatch) => {
    for (const [symbol, seq] of quotes) seqs.set(symbol, seq);
  };
  const subscribe = () => {
    socket.emit('subscribe', { symbols: '*' }, (ack: SubscribeAck) => {
      if (ack.ok) {
        setStatus(ack.status);
        account.begin(ack.snapshot);
        ack.snapshot.forEach(note);
      } else if (ack.error.code === 'not_ready') {
        setTimeout(subscribe, 100);
      } else {
        throw new Error(`the gateway refused the subscription: ${ack.error.message}`);
      }
    });
  };
  socket.on('connect', () => {
    connects += 1;
    subscribe();
  });
  socket.on('quotes', (batch) => {
    for (const tuple of batch.quotes) account.record(batch.epoch, tuple);
    note(batch);
  });
  socket.on('status', setStatus);
  socket.on('relocate', () => socket.disconnect().connect());
  return {
    get received() {
      return account.totals.received;
    },
    get conflated() {
      return account.totals.conflated;
    },
    get duplicates() {
      return account.totals.duplicates;
    },
    get reconnects() {
      return Math.max(0, connects - 1);
    },
    get missing() {
      return account.totals.missing + account.totals.unexplained;
    },
    get status() {
      return status;
    },
    staleReasons,
    seqs,
    [Symbol.dispose]: () => void socket.disconnect(),
  };
}
