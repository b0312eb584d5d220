import type { Quote } from '@quotebridge/contracts';
import type { ApiDeps } from './deps.ts';
import { nearSymbols } from './near.ts';
import { notReady, unknownSymbols } from './problems.ts';

type Known = Pick<ApiDeps, 'quotes' | 'instruments'>;

/**
 * The newest quotes of the symbols, or of all. Throws a problem that names those that do not exist. The last quote of a withdrawn instrument is
 * omitted: no heartbeat covers it.
 */
export function newestQuotes({ quotes, instruments }: Known, symbols?: readonly string[]): Quote[] {
  if (symbols === undefined) {
    if (!quotes.isReady) throw notReady('the snapshot of quotes');
    const all = Array.from(quotes.entries.values(), ({ quote }) => quote);
    return instruments.withdrawn.size === 0 ? all : all.filter(({ symbol }) => !instruments.withdrawn.has(symbol));
  }
  checkListed({ quotes, instruments }, symbols);
  const newest: Quote[] = [];
  for (const symbol of symbols) {
    const quote = quotes.entries.get(symbol)?.quote;
    if (quote !== undefined) newest.push(quote);
  }
  return newest;
}

/** Every symbol that has a newest quote, or may get one. */
export function listedSymbols({ quotes, instruments }: Known): string[] {
  const all = [...new Set([...instruments.bySymbol.keys(), ...quotes.entries.keys()])];
  return all.filter((symbol) => !instruments.withdrawn.has(symbol));
}

/** Throws a problem that names the symbols that have no newest quote, since they do not exist or were withdrawn. */
export function checkListed({ quotes, instruments }: Known, symbols: readonly string[]): void {
  const withdrawn = symbols.filter((symbol) => instruments.withdrawn.has(symbol));
  if (withdrawn.length > 0) throw unknownSymbols(withdrawn, nearSymbols(withdrawn, instruments.bySymbol.keys()));
  checkKnown({ quotes, instruments }, symbols);
}

/** Throws a problem that names the symbols that never existed, and similar ones that do. */
export function checkKnown({ quotes, instruments }: Known, symbols: readonly string[]): void {
  if (!quotes.isReady) throw notReady('the snapshot of quotes');
  const unknown = symbols.filter((symbol) => !quotes.entries.has(symbol) && !instruments.bySymbol.has(symbol));
  if (unknown.length === 0) return;
  // Without the list of instruments, whether a symbol exists is unknown.
  if (!instruments.isReady) throw notReady('the list of instruments');
  throw unknownSymbols(unknown, nearSymbols(unknown, instruments.bySymbol.keys()));
}
