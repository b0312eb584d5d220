/** Watchlists of `size` symbols for each client, as different as the number of symbols allows. */
export function watchlistsOf(symbols: readonly string[], size: number, clients: number): string[][] {
  // Those after the last symbol are the first again, and none is in a list twice.
  return Array.from({ length: clients }, (_, client) => {
    const start = (client * size) % symbols.length;
    return [...symbols.slice(start), ...symbols.slice(0, start)].slice(0, size);
  });
}
