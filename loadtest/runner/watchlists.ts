/** Watchlists of so many symbols for so many clients: as different as there are symbols for. */
export function watchlistsOf(symbols: readonly string[], size: number, clients: number): string[][] {
  // Those after the last symbol are the first again, and none is in a list twice.
  return Array.from({ length: clients }, (_, client) => {
    const start = (client * size) % symbols.length;
    return [...symbols.slice(start), ...symbols.slice(0, start)].slice(0, size);
  });
}
