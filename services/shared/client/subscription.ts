import type { SubscribeRequest } from '@quotebridge/contracts/wire';

/** What a client subscribes to. The client library adds `resume` itself. */
export type Subscription = Pick<SubscribeRequest, 'symbols' | 'maxRate' | 'mode'>;

/** The difference between two subscriptions, as requests to the gateway. */
export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'symbols'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Another rate or mode, or to or from the whole market: everything is requested again, after an `unsubscribe` where needed. */
  | { readonly kind: 'all'; readonly unsubscribeFirst: boolean };

export function changeBetween(requested: Subscription, wanted: Subscription): Change {
  const unsubscribeFirst = requested.mode !== wanted.mode || (requested.symbols === '*') !== (wanted.symbols === '*');
  if (unsubscribeFirst || requested.maxRate !== wanted.maxRate) return { kind: 'all', unsubscribeFirst };
  if (requested.symbols === '*' || wanted.symbols === '*') return { kind: 'none' };
  const [before, after] = [new Set(requested.symbols), new Set(wanted.symbols)];
  const added = [...after].filter((symbol) => !before.has(symbol));
  const removed = [...before].filter((symbol) => !after.has(symbol));
  return added.length + removed.length === 0 ? { kind: 'none' } : { kind: 'symbols', added, removed };
}

export function without({ symbols, ...rest }: Subscription, excluded: ReadonlySet<string>): Subscription {
  if (symbols === '*' || excluded.size === 0) return { symbols, ...rest };
  return { symbols: symbols.filter((symbol) => !excluded.has(symbol)), ...rest };
}
