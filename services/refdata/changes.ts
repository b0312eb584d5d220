import { isDeepStrictEqual } from 'node:util';

/** The symbols whose entries differ between two states, or are in only one of them. */
export function changedSymbols(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): string[] {
  const changed = [...after].filter(([symbol, entry]) => {
    const earlier = before.get(symbol);
    return earlier !== entry && !isDeepStrictEqual(earlier, entry);
  });
  const removed = [...before.keys()].filter((symbol) => !after.has(symbol));
  return [...changed.map(([symbol]) => symbol), ...removed];
}
