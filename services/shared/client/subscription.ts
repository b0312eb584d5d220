import type { SubscribeRequest } from '@quotebridge/contracts/wire';

/** What a client subscribes to. Where to resume it knows by itself. */
export type Subscription = Pick<SubscribeRequest, 'symbols' | 'maxRate' | 'mode'>;

/** What has to be said to a gateway so that one subscription becomes another. */
export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'symbols'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Rate, mode or the whole market: everything is asked for again. `release` when all has to be unsubscribed first. */
  | { readonly kind: 'anew'; readonly release: boolean };

export function changeBetween(asked: Subscription, wanted: Subscription): Change {
  const release = asked.mode !== wanted.mode || (asked.symbols === '*') !== (wanted.symbols === '*');
  if (release || asked.maxRate !== wanted.maxRate) return { kind: 'anew', release };
  if (asked.symbols === '*' || wanted.symbols === '*') return { kind: 'none' };
  const [before, after] = [new Set(asked.symbols), new Set(wanted.symbols)];
  const added = [...after].filter((symbol) => !before.has(symbol));
  const removed = [...before].filter((symbol) => !after.has(symbol));
  return added.length + removed.length === 0 ? { kind: 'none' } : { kind: 'symbols', added, removed };
}

export function without({ symbols, ...rest }: Subscription, unknown: ReadonlySet<string>): Subscription {
  if (symbols === '*' || unknown.size === 0) return { symbols, ...rest };
  return { symbols: symbols.filter((symbol) => !unknown.has(symbol)), ...rest };
}
