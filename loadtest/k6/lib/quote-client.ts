import { WebSocket } from 'k6/websockets';
import { checkBatch, QuoteAccount } from '../../../services/shared/contracts/wire/index.ts';
import type { GatewayStatus, QuoteBatch, SubscribeAck } from '../../../services/shared/contracts/wire/index.ts';
import * as measures from './metrics.ts';
import { GATEWAY_URL } from './settings.ts';
import { SocketIoClient } from './socket-io.ts';

const URL = `${GATEWAY_URL.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
/** A client that lost its connection reconnects after a random time up to this, in milliseconds. */
const RECONNECT_WITHIN_MS = 1_000;
/** As long as the client library waits for an answer until it dials anew, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;
/** Packets a second, as a board asks for. k6's JavaScript is slow: it must not become what is measured. */
const MAX_RATE = 20;
/** One in so many packets is checked against the whole contract; the account would show a violation in any of them. */
const CHECK_EVERY = 20;

export interface QuoteClientOptions {
  readonly symbols: readonly string[];
  /** When it ends, in milliseconds since the Unix epoch. */
  readonly endAt: number;
  /** The name of the part of the run at that time: ages are tagged with it. */
  readonly phase?: (now: number) => string;
  /** Since when reconnects are counted by the second, in milliseconds since the Unix epoch. */
  readonly comeback?: number;
  /** Called with every status, whether every quote is accounted for just then, and the number of this client's connection, from 1. */
  readonly onStatus?: (status: GatewayStatus, now: number, isWhole: boolean, connection: number) => void;
  readonly onEnd?: () => void;
}

/** One client of the gateway: subscribes, accounts for every quote, reconnects when it loses the connection. */
export function watchQuotes({ symbols, endAt, phase, comeback, onStatus, onEnd }: QuoteClientOptions): void {
  const account = new QuoteAccount();
  let connections = 0;
  let packets = 0;
  /** Since when it waits for a snapshot: attempts that fail count. */
  let dialledAt: number | null = null;
  let client: SocketIoClient | null = null;
  let unanswered: ReturnType<typeof setTimeout> | undefined;

  const record = (value: unknown) => {
    const now = Date.now();
    packets += 1;
    const { epoch, quotes } = packets % CHECK_EVERY === 1 ? checkBatch(value) : (value as QuoteBatch);
    let replaced = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const tuple of quotes) {
      account.record(epoch, tuple);
      replaced += tuple[9];
      oldest = Math.min(oldest, tuple[2]);
    }
    measures.received.add(quotes.length);
    if (replaced > 0) measures.conflated.add(replaced);
    if (quotes.length > 0) measures.quoteAge.add(now - oldest, phase && { phase: phase(now) });
  };

  const subscribe = (opened: SocketIoClient) => {
    opened.ask('subscribe', { symbols, maxRate: MAX_RATE }, (answer) => {
      clearTimeout(unanswered);
      const ack = answer as SubscribeAck;
      if (!ack.ok) {
        // A gateway that has just started refuses with this code; the client reconnects.
        if (ack.error.code !== 'not_ready') measures.recordClientError(`${ack.error.code}: ${ack.error.message}`);
        opened.close();
        return;
      }
      account.begin(ack.snapshot.map(checkBatch));
      measures.snapshotTime.add(Date.now() - (dialledAt ?? Date.now()));
      dialledAt = null;
      connections += 1;
      if (connections > 1) {
        const second = comeback === undefined ? -1 : Math.floor((Date.now() - comeback) / 1_000);
        measures.reconnects.add(1, { second: String(second) });
      }
      reportStatus(ack.status);
    });
  };

  const reportStatus = (status: GatewayStatus) =>
    onStatus?.(status, Date.now(), account.totals.missing === 0, connections);

  const open = () => {
    // A reconnect may be due just when the run is over.
    if (Date.now() >= endAt) return;
    dialledAt ??= Date.now();
    const opened = new SocketIoClient(new WebSocket(URL) as never, {
      onConnect: () => subscribe(opened),
      onEvent: (name, [value]) => {
        try {
          if (name === 'quotes') record(value);
          else if (name === 'status') reportStatus(value as GatewayStatus);
        } catch (error) {
          measures.recordClientError(String(error));
        }
      },
      onClose: (why) => {
        clearTimeout(unanswered);
        if (Date.now() >= endAt) return;
        measures.disconnects.add(1, { why });
        setTimeout(open, Math.random() * RECONNECT_WITHIN_MS);
      },
    });
    client = opened;
    unanswered = setTimeout(() => {
      console.warn(`a client had no answer within ${ANSWER_WITHIN_MS / 1_000} s and dials anew: ${opened.progress}`);
      opened.close();
    }, ANSWER_WITHIN_MS);
  };

  const end = () => {
    client?.close();
    const { missing, unsettled } = account.totals;
    measures.missing.add(missing + unsettled);
    measures.duplicates.add(account.totals.duplicates);
    measures.outOfOrder.add(account.totals.outOfOrder);
    measures.unexplained.add(account.totals.unexplained);
    measures.accounted.add(connections > 0);
    onEnd?.();
  };
  measures.begun.add(1);
  setTimeout(end, Math.max(0, endAt - Date.now()));
  open();
}
