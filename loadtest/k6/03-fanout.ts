import exec from 'k6/execution';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce } from './lib/executors.ts';
import { ACCOUNTED, LIVE, STAYED } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

/** Many clients, each with its own watchlist: how old quotes are when they arrive, and that each is accounted for. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS) },
  thresholds: { ...ACCOUNTED, ...STAYED, ...LIVE },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  return { symbols: allSymbols(), ...timelineOf(SECONDS) };
}

export function clients({ symbols, endAt }: ReturnType<typeof setup>): void {
  watchQuotes({ symbols: watchlist(symbols, exec.vu.idInTest), endAt });
}
