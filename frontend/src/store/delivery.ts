import type { Subscription } from '@quotebridge/client';

/** How often this board wants prices. */
export interface Delivery {
  /** Every quote of the stream, none conflated: for who records or compares. */
  readonly every: boolean;
  /** Otherwise the newest quotes, at most that many times a second. */
  readonly maxRate: number;
}

export const RATES = { min: 1, max: 20 } as const;
/** More than an eye can follow, and half of what the gateway could send. */
export const DEFAULT_DELIVERY: Delivery = { every: false, maxRate: 10 };

export function sameDelivery(a: Delivery, b: Delivery): boolean {
  return a.every === b.every && a.maxRate === b.maxRate;
}

/** Holds what was stored, or typed, against what is allowed. */
export function readDelivery(value: unknown): Delivery {
  if (typeof value !== 'object' || value === null) return DEFAULT_DELIVERY;
  const { every, maxRate } = value as Readonly<Record<string, unknown>>;
  const rate = typeof maxRate === 'number' && Number.isFinite(maxRate) ? Math.round(maxRate) : DEFAULT_DELIVERY.maxRate;
  return { every: every === true, maxRate: Math.min(RATES.max, Math.max(RATES.min, rate)) };
}

export function subscriptionFor(symbols: Subscription['symbols'], { every, maxRate }: Delivery): Subscription {
  return every ? { symbols, mode: 'every' } : { symbols, maxRate };
}
