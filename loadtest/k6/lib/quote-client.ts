import { QuoteAccount } from '../../../services/shared/contracts/wire/index.ts';
import type { GatewayStatus, QuoteBatch } from '../../../services/shared/contracts/wire/index.ts';
import { openConnection, RECONNECT_WITHIN_MS } from './connection.ts';
import type { Connection } from './connection.ts';
import * as measures from './metrics.ts';

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
  /** Since when it waits for a snapshot: attempts that fail count. */
  let dialledAt: number | null = null;
  let client: Connection | null = null;

  const record = (batch: QuoteBatch) => {
    const now = Date.now();
    for (const tuple of batch.quotes) account.record(batch.epoch, tuple);
    measures.recordBatch(batch, now, phase && { phase: phase(now) });
  };

  const reportStatus = (status: GatewayStatus) =>
    onStatus?.(status, Date.now(), account.totals.missing === 0, connections);

  const open = () => {
    // A reconnect may be due just when the run is over.
    if (Date.now() >= endAt) return;
    dialledAt ??= Date.now();
    client = openConnection(symbols, {
      onSnapshot: ({ snapshot, status }) => {
        account.begin(snapshot);
        measures.snapshotTime.add(Date.now() - (dialledAt ?? Date.now()));
        dialledAt = null;
        connections += 1;
        if (connections > 1) {
          const second = comeback === undefined ? -1 : Math.floor((Date.now() - comeback) / 1_000);
          measures.reconnects.add(1, { second: String(second) });
        }
        reportStatus(status);
      },
      onQuotes: record,
      onStatus: reportStatus,
      onClose: (why) => {
        if (Date.now() >= endAt) return;
        measures.disconnects.add(1, { why });
        setTimeout(open, Math.random() * RECONNECT_WITHIN_MS);
      },
    });
  };

  const end = () => {
    client?.close();
    measures.recordAccount(account.totals, connections > 0);
    onEnd?.();
  };
  measures.begun.add(1);
  setTimeout(end, Math.max(0, endAt - Date.now()));
  open();
}
