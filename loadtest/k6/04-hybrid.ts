import exec from 'k6/execution';
import { injectAt, requireControl } from './lib/fault-injector.ts';
import { CutObserver } from './lib/cut-observer.ts';
import { allSymbols, watchlist } from './lib/symbols.ts';
import { recordCut } from './lib/metrics.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, faultInjectorFor } from './lib/executors.ts';
import { ACCOUNTED, CUT, everyClient, wasInjected } from './lib/objectives.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

requireControl();

/** The link between the sites is cut for the middle third, while clients watch. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), injectFaults: faultInjectorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...CUT,
    ...everyClient(CLIENTS, ['stale', 'fresh', 'complete']),
    ...wasInjected(['cut', 'restore']),
  },
  summaryTrendStats: SUMMARY_STATS,
};

export function setup() {
  const timeline = timelineOf(SECONDS);
  const third = (SECONDS * 1_000) / 3;
  const { steadyAt } = timeline;
  return { symbols: allSymbols(), ...timeline, cutAt: steadyAt + third, restoreAt: steadyAt + 2 * third };
}

type Data = ReturnType<typeof setup>;

export function clients({ symbols, endAt, cutAt, restoreAt }: Data): void {
  const observer = new CutObserver({ cutAt, restoreAt });
  watchQuotes({
    symbols: watchlist(symbols, exec.vu.idInTest),
    endAt,
    onStatus: (status, now, isWhole) => observer.receive(status, now, isWhole),
    onEnd: () => recordCut(observer.observation),
  });
}

export function injectFaults({ cutAt, restoreAt }: Data): void {
  injectAt(cutAt, 'cut');
  injectAt(restoreAt, 'restore');
}
