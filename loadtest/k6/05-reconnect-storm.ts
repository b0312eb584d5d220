import exec from 'k6/execution';
import { injectAt, requireControl } from './lib/fault-injector.ts';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { recordMoment } from './lib/metrics.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, faultInjectorFor } from './lib/executors.ts';
import { ACCOUNTED, everyClient, RECONNECT, wasInjected } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

requireControl();

/** The gateway is restarted while clients watch: all reconnect at once. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), injectFaults: faultInjectorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...RECONNECT,
    ...everyClient(CLIENTS, ['fresh']),
    ...wasInjected(['restart-gateway']),
  },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  const timeline = timelineOf(SECONDS);
  return { symbols: allSymbols(), ...timeline, restartAt: timeline.steadyAt + (SECONDS * 1_000) / 3 };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, endAt, restartAt }: Data): void {
  let isBack = false;
  watchQuotes({
    symbols: watchlist(symbols, exec.vu.idInTest),
    endAt,
    comeback: restartAt,
    onStatus: ({ stale }, now, _isWhole, connection) => {
      // The first status on a new connection may arrive before the snapshot, which is what counts as a new connection.
      if (isBack || connection < 2 || stale !== null) return;
      isBack = true;
      recordMoment('fresh', now - restartAt);
    },
  });
}

export function injectFaults({ restartAt }: Data): void {
  injectAt(restartAt, 'restart-gateway');
}
