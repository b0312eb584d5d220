/** More edits than this are another word rather than a typing error. */
const MAX_EDITS = 3;

/** The candidate that a misspelt word most likely means, or `null`. Ignores case. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const most = Math.min(MAX_EDITS, Math.ceil(word.length / 2));
  let found: { readonly candidate: string; readonly edits: number } | null = null;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= most && edits < (found?.edits ?? Infinity)) found = { candidate, edits };
  }
  return found?.candidate ?? null;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
