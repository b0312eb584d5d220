import exec from 'k6/execution';
import { injectAt, requireControl } from './lib/fault-injector.ts';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, faultInjectorFor } from './lib/executors.ts';
import { ACCOUNTED, phased, STAYED, wasInjected } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

requireControl();

/** How long it may take until the gateway notices that clients read nothing: until then the operating system buffers what it sends. */
const FILL_MS = 60_000;

/** Towards the end some clients read nothing: what the others notice of them, against an equally long time without. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), injectFaults: faultInjectorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...STAYED,
    ...phased('quote_age', ['quiet', 'stalled']),
    ...wasInjected(['stall-clients', 'release-clients']),
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

/** Each action ends only when the gateway's metrics show it: that it skips the stalled clients, and that it skipped them until the end. */
export function injectFaults({ stallAt, endAt }: Data): void {
  injectAt(stallAt, 'stall-clients');
  injectAt(endAt, 'release-clients');
}
