import type { QuoteAccountTotals } from '@quotebridge/contracts/wire';
import { Ages } from './ages.ts';
import type { AgeFigures } from './ages.ts';
import { stallClients } from './stalled.ts';
import type { StalledClients } from './stalled.ts';
import { Watcher } from './watcher.ts';

/** What `npm run load` tells this process, one message each. */
export type ReceiverOrder =
  | {
      readonly order: 'watch';
      readonly url: string;
      readonly watchlists: readonly (readonly string[])[];
      /** How long a part of the run is of which ages are told apart, in milliseconds. */
      readonly partMs: number;
    }
  | { readonly order: 'stall'; readonly url: string; readonly count: number }
  | { readonly order: 'enough' }
  | { readonly order: 'release' }
  | { readonly order: 'end' };

/** What it answers to `end`; to all others it answers `null` when they are done. What fails is answered with its error. */
export interface ReceiverFigures {
  readonly ages: AgeFigures;
  readonly parts: readonly AgeFigures[];
  readonly totals: QuoteAccountTotals;
}

let ages = new Ages(Date.now(), 1_000);
let watchers: Watcher[] = [];
let stalled: StalledClients | undefined;

async function obey(given: ReceiverOrder): Promise<ReceiverFigures | null> {
  switch (given.order) {
    case 'watch':
      ages = new Ages(Date.now(), given.partMs);
      watchers = given.watchlists.map((symbols) => new Watcher(given.url, symbols, ages));
      return null;
    case 'stall':
      stalled = await stallClients(given.url, given.count);
      return null;
    case 'enough':
      stalled?.enough();
      return null;
    case 'release':
      stalled?.[Symbol.dispose]();
      return null;
    default:
      for (const watcher of watchers) watcher[Symbol.dispose]();
      return { ages: ages.figures, parts: ages.parts, totals: sum(watchers.map(({ totals }) => totals)) };
  }
}

function sum(all: readonly QuoteAccountTotals[]): QuoteAccountTotals {
  const total = { received: 0, conflated: 0, missing: 0, duplicates: 0, outOfOrder: 0, unsettled: 0, unexplained: 0 };
  for (const totals of all)
    for (const name of Object.keys(total) as (keyof QuoteAccountTotals)[]) total[name] += totals[name];
  return total;
}

process.on('message', (order: ReceiverOrder) => {
  void obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
