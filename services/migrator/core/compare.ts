import type { Quote } from '@quotebridge/contracts/wire';

const FIELDS = ['epoch', 'seq', 'bid', 'bidSize', 'ask', 'askSize', 'last', 'time'] as const;

/** How far two sites agree: the answers compared, and a sentence for each difference. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

/** Compares what two sites answer for the same point of the stream: the same symbols, each with the same prices and sizes. */
export function compareQuotes(source: readonly Quote[], target: readonly Quote[]): Comparison {
  const bySymbol = new Map(target.map((quote) => [quote.symbol, quote]));
  const extra = target.filter(({ symbol }) => source.every((quote) => quote.symbol !== symbol));
  const differences = source.flatMap((quote) => {
    const other = bySymbol.get(quote.symbol);
    if (other === undefined) return [`${quote.symbol} ${quote.seq}: missing at the target`];
    const different = FIELDS.filter((field) => quote[field] !== other[field]);
    return different.map((field) => `${quote.symbol} ${quote.seq}: ${field} ${quote[field]} / ${other[field]}`);
  });
  return {
    compared: source.length + extra.length,
    differences: [...differences, ...extra.map(({ symbol }) => `${symbol}: missing at the source`)],
  };
}

/** Compares values by key that both have received: updates of the same `seq`. */
export function compareShared(source: ReadonlyMap<string, string>, target: ReadonlyMap<string, string>): Comparison {
  const shared = [...source].filter(([key]) => target.has(key));
  return {
    compared: shared.length,
    differences: shared.flatMap(([key, value]) => {
      const other = target.get(key);
      return value === other ? [] : [`${key}: ${value} / ${other ?? ''}`];
    }),
  };
}
