import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { paths as RestPaths } from '@quotebridge/contracts/rest';
import Table from 'cli-table3';
import { createLogUpdate } from 'log-update';
import { CliError, contentOf, openApi } from './client.ts';
import type { LedgerOptions } from './ledger.ts';
import { ageText } from './texts.ts';

export type DemandContent = RestPaths['/v1/demand']['get']['responses'][200]['content']['application/json'];

/** Gateways publish at most once a second. */
const REFRESH_EVERY_MS = 1_000;
/** How many symbols a table shows: those with the most clients. */
const SHOWN = 20;

/**
 * Shows what clients are subscribed to until it is stopped: in a terminal a table that is redrawn, else the answer once a second. It goes on when the API is
 * away, once it has answered. Throws `CliError` when the API refuses at first.
 */
export async function showDemand({ url, json, once, out, err, stopping }: LedgerOptions): Promise<void> {
  const api = openApi(url, stopping);
  const isTable = !json && out.isTTY && out.columns > 0 && out.rows > 0;
  const draw = createLogUpdate(out);
  let hasAnswered = false;
  try {
    while (!stopping.aborted) {
      try {
        const demand = await contentOf(api.GET('/v1/demand'));
        hasAnswered = true;
        if (isTable) draw(`${demandTable(demand)}${once ? '' : '\nCtrl-C ends'}`);
        else out.write(`${json ? JSON.stringify(demand) : demandTable(demand)}\n`);
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

/** The symbols with the most clients, and a line for each site. */
export function demandTable({ sites, symbols, now }: DemandContent): string {
  const names = sites.map(({ site }) => site);
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['symbol', 'clients', ...names],
    colAligns: ['left', 'right', ...names.map(() => 'right' as const)],
  });
  for (const { symbol, clients, bySite } of symbols.slice(0, SHOWN)) {
    table.push([symbol, clients, ...names.map((name) => bySite[name] ?? 0)]);
  }
  const more = symbols.length > SHOWN ? [`and ${symbols.length - SHOWN} more symbols`] : [];
  const lines = sites.map(({ site, asOf, stale, gateways, wholeMarket }) => {
    const line = `${site}: ${gateways} gateways with clients, ${wholeMarket} clients of the whole market`;
    return stale ? styleText('yellow', `${line}, as of ${ageText(now - asOf)} ago`) : line;
  });
  return [...(symbols.length === 0 ? ['no symbol has clients'] : [table.toString()]), ...more, ...lines].join('\n');
}
