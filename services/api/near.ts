import { distance } from 'fastest-levenshtein';

const MAX_NEAR = 3;
/** Maximum edit distance of a suggestion. */
const MAX_EDITS = 2;
/** Each unknown symbol is compared with every known one, so only the first few are compared. */
const MAX_LOOKED_UP = 3;

/** Known symbols similar to the unknown ones, most similar first: few edits away, or longer by a few characters. */
export function nearSymbols(unknown: readonly string[], known: Iterable<string>): string[] {
  const wanted = unknown.slice(0, MAX_LOOKED_UP).map((symbol) => symbol.toUpperCase());
  const ranked: { symbol: string; edits: number }[] = [];
  for (const symbol of known) {
    const upper = symbol.toUpperCase();
    const edits = Math.min(...wanted.map((asked) => editsBetween(asked, upper)));
    if (edits <= MAX_EDITS) ranked.push({ symbol, edits });
  }
  ranked.sort((a, b) => a.edits - b.edits || (a.symbol < b.symbol ? -1 : 1));
  return ranked.slice(0, MAX_NEAR).map(({ symbol }) => symbol);
}

function editsBetween(asked: string, symbol: string): number {
  if (asked.length > 1 && symbol.startsWith(asked)) return 1;
  // A short symbol is within two edits of most others.
  const edits = distance(asked, symbol);
  return edits < Math.max(2, asked.length - 1) ? edits : Number.POSITIVE_INFINITY;
}
