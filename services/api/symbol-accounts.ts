import { SITE_AUDIT, symbolAccountsSchema } from '@quotebridge/contracts';
import type { SymbolAccount } from '@quotebridge/contracts';
import type { NatsConnection } from '@quotebridge/service-kit';
import { notReady } from './problems.ts';

const ANSWER_WITHIN_MS = 1_500;

/** The accounts of symbols, as this site's auditor has them. Those that it does not know are left out. Throws a problem when it does not answer. */
export type SymbolAccountsOf = (symbols: readonly string[]) => Promise<readonly SymbolAccount[]>;

export function openSymbolAccounts(nc: NatsConnection): SymbolAccountsOf {
  return async (symbols) => {
    const answer = await nc
      .request(SITE_AUDIT, JSON.stringify({ symbols }), { timeout: ANSWER_WITHIN_MS })
      .catch(() => null);
    if (answer === null) throw notReady("the site's auditor");
    return symbolAccountsSchema.parse(answer.json()).symbols;
  };
}
