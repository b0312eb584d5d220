import { setTimeout as delay } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import { CliError, contentOf, openApi } from './client.ts';
import { ledgerLine, ledgerTable } from './ledger-tables.ts';
import type { Ledger } from './ledger-tables.ts';

/** An auditor publishes once a second. */
const REFRESH_EVERY_MS = 1_000;

export interface LedgerOptions {
  readonly url: string;
  readonly json: boolean;
  /** Show it once and end. */
  readonly once: boolean;
  readonly out: NodeJS.WriteStream;
  /** Where warnings go that have no place in a table. */
  readonly err: NodeJS.WriteStream;
  readonly stopping: AbortSignal;
}

/**
 * Shows the ledger until it is stopped: in a terminal a table that is drawn again and again, else a line for each change. It goes on when the API is away,
 * once it has answered. Throws `CliError` when the API refuses at first.
 */
export async function showLedger({ url, json, once, out, err, stopping }: LedgerOptions): Promise<void> {
  const api = openApi(url, stopping);
  const isTable = !json && out.isTTY && out.columns > 0 && out.rows > 0;
  const draw = createLogUpdate(out);
  let position = -1;
  let hasAnswered = false;
  const show = (ledger: Ledger) => {
    if (isTable) draw(`${ledgerTable(ledger)}${once ? '' : '\nCtrl-C ends'}`);
    else if (ledger.position !== position) out.write(`${json ? JSON.stringify(ledger) : ledgerLine(ledger)}\n`);
    position = ledger.position;
  };
  try {
    while (!stopping.aborted) {
      try {
        show(await contentOf(api.GET('/v1/ledger')));
        hasAnswered = true;
      } catch (error) {
        if (!(error instanceof CliError) || !hasAnswered || stopping.aborted) throw error;
        if (isTable) draw(`${error.message}\nCtrl-C ends`);
        else err.write(`${error.message}\n`);
      }
      if (once) return;
      await delay(REFRESH_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  } finally {
    if (isTable) draw.done();
  }
}
