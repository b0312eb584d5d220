/** The load, the same for every server: all symbols at the same rate, evenly spread. */
export const SYMBOLS = 100;
export const QUOTES_PER_SECOND = 1_000;
/** How many symbols each client watches. */
export const WATCHED = 20;

/** What every symbol begins with, so that a receiver finds quotes in any protocol. */
export const PREFIX = 'QB';

/** How many deliveries these clients should get in this time: each quote counts once for each client that watches it. */
export function expectedDeliveries(clients: number, seconds: number, perSecond = QUOTES_PER_SECOND): number {
  return ((clients * WATCHED) / SYMBOLS) * perSecond * seconds;
}

export type Watchlists = 'distinct' | 'identical';

export function symbolAt(index: number): string {
  return `${PREFIX}${String(index % SYMBOLS).padStart(3, '0')}`;
}

export function everySymbol(): string[] {
  return Array.from({ length: SYMBOLS }, (_, index) => symbolAt(index));
}

/** The symbols of one client. Distinct lists overlap, as people's do: each begins elsewhere and has a stride of its own. */
export function watchlist(client: number, lists: Watchlists): string[] {
  if (lists === 'identical') return Array.from({ length: WATCHED }, (_, index) => symbolAt(index));
  // The strides have no factor in common with the number of symbols, so that no symbol comes twice.
  const strides = [1, 3, 7, 9, 11, 13, 17, 19, 21, 23, 27, 29, 31, 33, 37, 39, 41, 43, 47, 49];
  const stride = strides[Math.floor(client / SYMBOLS) % strides.length] ?? 1;
  // When the strides are used up, one more symbol is taken and another left out.
  const left = WATCHED - Math.floor(client / (SYMBOLS * strides.length));
  const symbols = Array.from({ length: WATCHED + 1 }, (_, index) => symbolAt(client + index * stride));
  return symbols.toSpliced(left, 1);
}
