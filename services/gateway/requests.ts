import { subscribeSchema, unsubscribeSchema } from '@quotebridge/contracts';
import type { QuoteBatch } from '@quotebridge/contracts/wire';
import type { Instruments, Quotes } from '@quotebridge/runtime';
import type { Conflator, Outlet } from './conflator.ts';
import { Refusal, refuse } from './refusals.ts';

export interface RequestDeps {
  readonly quotes: Pick<Quotes, 'entries' | 'isReady'>;
  readonly instruments: Pick<Instruments, 'bySymbol' | 'isReady'>;
  readonly conflator: Conflator;
  /** The most symbols that one `subscribe` may name. */
  readonly maxSymbols: number;
}

/** Subscribes an outlet as a client asks. Answers with the snapshot; throws a `Refusal`. */
export function subscribe(
  { quotes, instruments, conflator, maxSymbols }: RequestDeps,
  outlet: Outlet,
  request: unknown,
): QuoteBatch[] {
  const { symbols } = parse(subscribeSchema, request);
  if (!quotes.isReady) throw new Refusal('not_ready', 'waiting for the snapshot of quotes: try again soon');
  if (symbols !== '*') {
    if (symbols.length > maxSymbols) throw new Refusal('too_many_symbols', `at most ${maxSymbols} symbols`);
    const unknown = symbols.filter((symbol) => !quotes.entries.has(symbol) && !instruments.bySymbol.has(symbol));
    if (unknown.length > 0) {
      // Without the list of instruments nobody can tell that a symbol does not exist.
      if (!instruments.isReady)
        throw new Refusal('not_ready', 'waiting for the list of instruments: try again soon', unknown);
      throw new Refusal('unknown_symbol', `no such symbol: ${unknown.join(', ')}`, unknown);
    }
  }
  return conflator.subscribe(outlet, symbols);
}

/** Throws a `Refusal`. A symbol that was not subscribed to is no error. */
export function unsubscribe({ conflator }: Pick<RequestDeps, 'conflator'>, outlet: Outlet, request: unknown): void {
  conflator.unsubscribe(outlet, parse(unsubscribeSchema, request).symbols);
}

function parse(schema: typeof subscribeSchema, request: unknown) {
  const result = schema.safeParse(request);
  if (!result.success) throw refuse(result.error);
  return result.data;
}
