import { sleep } from 'k6';
import exec from 'k6/execution';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { ramp } from './lib/executors.ts';
import { BREAKPOINT } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

/** More and more clients, until quotes come too late. */
export const options = {
  scenarios: { clients: ramp(CLIENTS, SECONDS) },
  thresholds: BREAKPOINT,
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  return { symbols: allSymbols(), ...timelineOf(SECONDS) };
}

export function clients({ symbols, endAt }: ReturnType<typeof setup>): void {
  if (Date.now() >= endAt) sleep(1);
  else watchQuotes({ symbols: watchlist(symbols, exec.vu.idInTest), endAt });
}
