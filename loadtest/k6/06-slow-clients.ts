import exec from 'k6/execution';
import { doAt, needControl } from './lib/conductor.ts';
import { allSymbols, watchlist } from './lib/market.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, conductorFor } from './lib/shapes.ts';
import { ACCOUNTED, phased, STAYED, wasDone } from './lib/slo.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

needControl();

/** How long it may take until the gateway notices that clients read nothing: until then the operating system takes what it sends. */
const FILL_MS = 60_000;

/** Before the end there are clients that read nothing: what the others notice of them, against a time as long without. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), conductor: conductorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...STAYED,
    ...phased('quote_age', ['quiet', 'stalled']),
    ...wasDone(['stall-clients', 'release-clients']),
  },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  const timeline = timelineOf(SECONDS);
  const stallAt = timeline.steadyAt + (SECONDS * 1_000 - FILL_MS) / 2;
  return { symbols: allSymbols(), ...timeline, stallAt, stalledAt: stallAt + FILL_MS };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, steadyAt, endAt, stallAt, stalledAt }: Data): void {
  watchQuotes({
    symbols: watchlist(symbols, exec.vu.idInTest),
    endAt,
    phase: (now) => (now < steadyAt ? 'connecting' : now < stallAt ? 'quiet' : now < stalledAt ? 'filling' : 'stalled'),
  });
}

/** Each is done only when the gateway has noticed: that it may leave clients out, and that it went on to. */
export function conductor({ stallAt, endAt }: Data): void {
  doAt(stallAt, 'stall-clients');
  doAt(endAt, 'release-clients');
}
