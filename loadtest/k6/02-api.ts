import { allSymbols } from './lib/symbols.ts';
import { requestOne } from './lib/requests.ts';
import { RATE, SECONDS } from './lib/settings.ts';
import { constantRate } from './lib/executors.ts';
import { CHECKED, REST } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';

export { handleSummary } from './lib/summary.ts';

/** What a page or a program asks for, at a constant rate of arrival. */
export const options = {
  scenarios: { requests: constantRate(RATE, SECONDS) },
  thresholds: { ...CHECKED, ...REST },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  return { symbols: allSymbols() };
}

export function requests({ symbols }: ReturnType<typeof setup>): void {
  requestOne(symbols);
}
