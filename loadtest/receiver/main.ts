import type { QuoteAccountTotals } from '@quotebridge/contracts/wire';
import { Ages } from './ages.ts';
import type { AgeFigures } from './ages.ts';
import { stallClients } from './stalled.ts';
import type { StalledClients } from './stalled.ts';
import { Watcher } from './watcher.ts';

/** Messages of `npm run load` to this process. */
export type ReceiverOrder =
  | {
      readonly order: 'watch';
      readonly url: string;
      readonly watchlists: readonly (readonly string[])[];
      /** The length of the parts of the run whose ages are counted separately, in milliseconds. */
      readonly partMs: number;
    }
  | { readonly order: 'stall'; readonly url: string; readonly count: number }
  | { readonly order: 'stop-filling' }
  | { readonly order: 'release' }
  | { readonly order: 'end' };

/** The answer to `end`; the answer to all others is `null`, once they are done, or an error. */
export interface ReceiverFigures {
  readonly ages: AgeFigures;
  readonly parts: readonly AgeFigures[];
  readonly totals: QuoteAccountTotals;
}

let ages = new Ages(Date.now(), 1_000);
let watchers: Watcher[] = [];
let stalled: StalledClients | undefined;

async function perform(given: ReceiverOrder): Promise<ReceiverFigures | null> {
  switch (given.order) {
    case 'watch':
      ages = new Ages(Date.now(), given.partMs);
      watchers = given.watchlists.map((symbols) => new Watcher(given.url, symbols, ages));
      return null;
    case 'stall':
      stalled = await stallClients(given.url, given.count);
      return null;
    case 'stop-filling':
      stalled?.stopFilling();
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
  void perform(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());
