import exec from 'k6/execution';
import { doAt, needControl } from './lib/conductor.ts';
import { allSymbols, watchlist } from './lib/market.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, conductorFor } from './lib/shapes.ts';
import { ACCOUNTED, phased, wasDone } from './lib/slo.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

needControl();

/** In the second half there are clients that read nothing: what the others notice of them. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), conductor: conductorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...phased('quote_age', ['quiet', 'stalled']),
    ...wasDone(['stall-clients', 'release-clients']),
  },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  const timeline = timelineOf(SECONDS);
  return { symbols: allSymbols(), ...timeline, stallAt: timeline.steadyAt + (SECONDS * 1_000) / 2 };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, steadyAt, endAt, stallAt }: Data): void {
  watchQuotes({
    symbols: watchlist(symbols, exec.vu.idInTest),
    endAt,
    phase: (now) => (now < steadyAt ? 'connecting' : now < stallAt ? 'quiet' : 'stalled'),
  });
}

export function conductor({ stallAt, endAt }: Data): void {
  doAt(stallAt, 'stall-clients');
  doAt(endAt, 'release-clients');
}
