import type { Subscription } from '@quotebridge/client';

/** The requested update rate. */
export interface Delivery {
  /** Every quote, without conflation: for recording and comparing. */
  readonly every: boolean;
  /** Otherwise the latest quotes, at most this many times a second. */
  readonly maxRate: number;
}

export const RATES = { min: 1, max: 20 } as const;
/** Faster than the eye can follow, and half of the gateway's maximum. */
export const DEFAULT_DELIVERY: Delivery = { every: false, maxRate: 10 };

export function sameDelivery(a: Delivery, b: Delivery): boolean {
  return a.every === b.every && a.maxRate === b.maxRate;
}

/** Validates a stored or entered value. */
export function readDelivery(value: unknown): Delivery {
  if (typeof value !== 'object' || value === null) return DEFAULT_DELIVERY;
  const { every, maxRate } = value as Readonly<Record<string, unknown>>;
  const rate = typeof maxRate === 'number' && Number.isFinite(maxRate) ? Math.round(maxRate) : DEFAULT_DELIVERY.maxRate;
  return { every: every === true, maxRate: Math.min(RATES.max, Math.max(RATES.min, rate)) };
}

export function subscriptionFor(symbols: Subscription['symbols'], { every, maxRate }: Delivery): Subscription {
  return every ? { symbols, mode: 'every' } : { symbols, maxRate };
}
