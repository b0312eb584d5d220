import { tickerOf } from '@quotebridge/contracts/wire';
import type { Listing } from '../store/directory.ts';

/** Whether a row matches a search: its symbol and name together contain every word. */
export function matches({ symbol, instrument }: Listing, query: string): boolean {
  const text = `${symbol} ${tickerOf(symbol)} ${instrument?.name ?? ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
