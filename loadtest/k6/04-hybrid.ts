import exec from 'k6/execution';
import { doAt, needControl } from './lib/conductor.ts';
import { CutWitness } from './lib/cut-witness.ts';
import { allSymbols, watchlist } from './lib/market.ts';
import { sawCut } from './lib/measures.ts';
import { watchQuotes } from './lib/quote-client.ts';
import { CLIENTS, SECONDS } from './lib/settings.ts';
import { clientsAtOnce, conductorFor } from './lib/shapes.ts';
import { ACCOUNTED, CUT, everyClient, wasDone } from './lib/slo.ts';
import { SUMMARY_STATS } from './lib/summary.ts';
import { timelineOf } from './lib/timeline.ts';

export { handleSummary } from './lib/summary.ts';

needControl();

/** The cable between the sites is pulled for the middle third, while clients watch. */
export const options = {
  scenarios: { clients: clientsAtOnce(CLIENTS, SECONDS), conductor: conductorFor(SECONDS) },
  thresholds: {
    ...ACCOUNTED,
    ...CUT,
    ...everyClient(CLIENTS, ['stale', 'fresh', 'complete']),
    ...wasDone(['cut', 'restore']),
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
  const witness = new CutWitness({ cutAt, restoreAt });
  watchQuotes({
    symbols: watchlist(symbols, exec.vu.idInTest),
    endAt,
    onStatus: (status, now, isWhole) => witness.hear(status, now, isWhole),
    onEnd: () => sawCut(witness.testimony),
  });
}

export function conductor({ cutAt, restoreAt }: Data): void {
  doAt(cutAt, 'cut');
  doAt(restoreAt, 'restore');
}
