import { TargetError } from './target.ts';

/** Watchlists of so many symbols for so many clients, from what the API lists: as different as there are symbols for. */
export async function watchlistsAt(url: string, size: number, clients: number): Promise<string[][]> {
  const answer = await fetch(`${url}/v1/instruments?limit=1000`);
  const { instruments } = (await answer.json()) as { instruments: readonly { symbol: string }[] };
  const symbols = instruments.map(({ symbol }) => symbol);
  if (symbols.length === 0) throw new TargetError(`${url} lists no instruments yet: wait until the board shows prices`);
  // Those after the last symbol are the first again, and none is in a list twice.
  return Array.from({ length: clients }, (_, client) => {
    const start = (client * size) % symbols.length;
    return [...symbols.slice(start), ...symbols.slice(0, start)].slice(0, size);
  });
}
