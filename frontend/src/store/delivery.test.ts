import { describe, expect, it } from 'vitest';
import { DEFAULT_DELIVERY, readDelivery, subscriptionFor } from './delivery.ts';

describe('the delivery that a board asks for', () => {
  it('is within what is allowed, whatever was stored', () => {
    expect(readDelivery(null)).toEqual(DEFAULT_DELIVERY);
    expect(readDelivery({ every: 'yes', maxRate: 900 })).toEqual({ every: false, maxRate: 20 });
    expect(readDelivery({ every: true, maxRate: 0.2 })).toEqual({ every: true, maxRate: 1 });
  });

  it('names a rate or the mode, never both', () => {
    expect(subscriptionFor(['A'], { every: false, maxRate: 5 })).toEqual({ symbols: ['A'], maxRate: 5 });
    expect(subscriptionFor(['A'], { every: true, maxRate: 5 })).toEqual({ symbols: ['A'], mode: 'every' });
  });
});
