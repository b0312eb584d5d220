import exec from 'k6/execution';
import { doAt, needControl } from './lib/conductor.ts';
import { allSymbols, watchlist } from './lib/market.ts';
import { sawMoment } from './lib/measures.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, conductorFor } from './lib/shapes.ts';
import { ACCOUNTED, everyClient, RECONNECT, wasDone } from './lib/slo.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

needControl();

/** The gateway is restarted while clients watch: all come back at once. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), conductor: conductorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...RECONNECT,
    ...everyClient(CLIENTS, ['fresh']),
    ...wasDone(['restart-gateway']),
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
      // The first word on a new connection may come before its snapshot, which is what makes it the second one.
      if (isBack || connection < 2 || stale !== null) return;
      isBack = true;
      sawMoment('fresh', now - restartAt);
    },
  });
}

export function conductor({ restartAt }: Data): void {
  doAt(restartAt, 'restart-gateway');
}
