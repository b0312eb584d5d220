import { candlesOf, quotesAt, streamSeqOf, symbolsOf } from '../access/api.ts';
import { collectUpdates } from '../access/gateway-updates.ts';
import { compareQuotes, compareShared } from '../core/compare.ts';
import type { Comparison } from '../core/compare.ts';
import { MigrateError } from '../store/errors.ts';
import type { StepContext } from './context.ts';
import { until } from './until.ts';

/** Points of the stream at which the whole market is compared. */
const ROUNDS = 5;
/** Symbols whose candles are compared. */
const CANDLE_SYMBOLS = 10;
/** Bounds against hanging: a target that has just started on a busy machine reads its first candles for many seconds. */
const SETTLED_WITHIN_MS = 60_000;
const UPDATES_WITHIN_MS = 60_000;
/** Updates of the same `seq` that both gateways have to send. */
const UPDATES = 100;
const DIFFERENCES_SHOWN = 3;

/** Asks both sites the same questions: they have to agree on every price and size at equal `seq`. Throws `MigrateError` with the differences. */
export async function parity(context: StepContext): Promise<null> {
  const { services } = context.migration.request;
  const counts = { quotes: 0, candles: 0, updates: 0, differences: 0 };
  const all: Comparison[] = [];
  if (services.includes('api')) {
    const quotes = await compareMarkets(context);
    const candles = await compareCandles(context);
    counts.quotes = quotes.compared;
    counts.candles = candles.compared;
    all.push(quotes, candles);
  }
  if (services.includes('gateway')) {
    const updates = await compareUpdates(context);
    counts.updates = updates.compared;
    all.push(updates);
  }
  const differences = all.flatMap((one) => one.differences);
  counts.differences = differences.length;
  context.count({ parity: counts });
  if (differences.length > 0) {
    const shown = differences.slice(0, DIFFERENCES_SHOWN).join('; ');
    throw new MigrateError(`the sites differ in ${differences.length} values, such as ${shown}`);
  }
  context.note(
    'note',
    `parity: ${counts.quotes} quotes, ${counts.candles} candles, ${counts.updates} updates, all equal`,
  );
  return null;
}

async function addressOf({ driver, migration }: StepContext, side: 'from' | 'to', service: string): Promise<string> {
  const site = migration.request[side];
  const [url] = await driver.urls(site, service);
  if (url === undefined) throw new MigrateError(`no ${service} has an address at ${site}`);
  return url;
}

async function compareMarkets(context: StepContext): Promise<Comparison> {
  const [source, target] = await Promise.all([addressOf(context, 'from', 'api'), addressOf(context, 'to', 'api')]);
  let compared = 0;
  const differences: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The same number of the stream is the same message at both sites.
    const [a, b] = await until('the same quotes at both sites', SETTLED_WITHIN_MS, context.signal, async () => {
      const seq = Math.min(await streamSeqOf(source), await streamSeqOf(target));
      return Promise.all([quotesAt(source, seq), quotesAt(target, seq)]);
    });
    const comparison = compareQuotes(a, b);
    compared += comparison.compared;
    differences.push(...comparison.differences);
  }
  return { compared, differences };
}

async function compareCandles(context: StepContext): Promise<Comparison> {
  const [source, target] = await Promise.all([addressOf(context, 'from', 'api'), addressOf(context, 'to', 'api')]);
  const compare = async (symbol: string): Promise<Comparison> => {
    const [a, b] = await until(`the same candles of ${symbol}`, SETTLED_WITHIN_MS, context.signal, async () => {
      const seq = Math.min(await streamSeqOf(source), await streamSeqOf(target));
      return Promise.all([candlesOf(source, symbol, seq), candlesOf(target, symbol, seq)]);
    });
    const longer = a.length >= b.length ? a : b;
    const different = longer.flatMap((_, index) =>
      a[index] === b[index] ? [] : [`${symbol} candle ${a[index] ?? 'none'} / ${b[index] ?? 'none'}`],
    );
    return { compared: longer.length, differences: different };
  };
  const symbols = (await symbolsOf(source)).slice(0, CANDLE_SYMBOLS);
  const all = await Promise.all(symbols.map(compare));
  return {
    compared: all.reduce((total, one) => total + one.compared, 0),
    differences: all.flatMap((one) => one.differences),
  };
}

async function compareUpdates(context: StepContext): Promise<Comparison> {
  using source = collectUpdates(await addressOf(context, 'from', 'gateway'));
  using target = collectUpdates(await addressOf(context, 'to', 'gateway'));
  return await until(`${UPDATES} updates that both gateways send`, UPDATES_WITHIN_MS, context.signal, async () => {
    const comparison = compareShared(source.values, target.values);
    return comparison.compared >= UPDATES ? comparison : null;
  });
}
