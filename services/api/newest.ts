import type { Quote } from '@quotebridge/contracts';
import type { ApiDeps } from './deps.ts';
import { notReady, unknownSymbols } from './problems.ts';

/** The newest quotes of the symbols, or of all. Throws a problem that names those that do not exist. */
export function newestQuotes({ quotes, instruments }: ApiDeps, symbols?: readonly string[]): Quote[] {
  if (!quotes.isReady) throw notReady('the snapshot of quotes');
  if (symbols === undefined) return Array.from(quotes.entries.values(), (entry) => entry.quote);
  const unknown = symbols.filter((symbol) => !quotes.entries.has(symbol) && !instruments.bySymbol.has(symbol));
  if (unknown.length > 0) {
    // Without the list of instruments nobody can tell that a symbol does not exist.
    if (!instruments.isReady) throw notReady('the list of instruments');
    throw unknownSymbols(unknown);
  }
  return symbols.flatMap((symbol) => quotes.entries.get(symbol)?.quote ?? []);
}
