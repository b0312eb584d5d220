import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { staleness } from './freshness.ts';

const status: GatewayStatus = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 400,
  now: 1_700_000_000_000,
};

describe('freshness', () => {
  it('trusts prices while the heartbeat is young', () => {
    expect(staleness({ status, at: 10_000 }, true, 12_100)).toBeNull();
  });

  it('makes prices stale once a silent gateway’s last heartbeat is too old', () => {
    expect(staleness({ status, at: 10_000 }, true, 12_101)).toEqual({ since: 1_699_999_999_600, reason: 'gateway' });
  });

  it('keeps prices fresh for as long when the connection is lost, and no longer', () => {
    expect(staleness({ status, at: 10_000 }, false, 12_000)).toBeNull();
    expect(staleness({ status, at: 10_000 }, false, 12_200)?.reason).toBe('gateway');
  });

  it('passes on the gateway’s reason, however young the heartbeat', () => {
    const stale = { since: 5, reason: 'reader' } as const;
    expect(staleness({ status: { ...status, stale }, at: 10_000 }, true, 10_001)).toEqual(stale);
  });

  it('gives the silent gateway as the reason once it no longer repeats its own', () => {
    const stale = { since: 5, reason: 'link' } as const;
    expect(staleness({ status: { ...status, stale }, at: 10_000 }, true, 12_000)).toEqual({
      since: 5,
      reason: 'gateway',
    });
  });

  it('presumes a reason when a live gateway has not noticed yet', () => {
    const old = { ...status, heartbeatAge: 2_450 };
    expect(staleness({ status: old, at: 10_000 }, true, 10_100)?.reason).toBe('unknown');
    expect(staleness({ status: { ...old, link: 'down' }, at: 10_000 }, true, 10_100)?.reason).toBe('link');
    expect(staleness({ status: { ...old, link: 'down', role: 'origin' }, at: 10_000 }, true, 10_100)?.reason).toBe(
      'unknown',
    );
  });

  it('treats a heartbeat or a status from the future as new', () => {
    const future = { ...status, heartbeatAge: -3_600_000 };
    expect(staleness({ status: future, at: 10_000 }, true, 12_500)).toBeNull();
    expect(staleness({ status: future, at: 10_000 }, true, 12_501)).toEqual({ since: future.now, reason: 'gateway' });
    const old = { ...status, heartbeatAge: STALE_AFTER_MS + 1 };
    expect(staleness({ status: old, at: 20_000 }, true, 10_000)).not.toBeNull();
  });

  it('is never fresh before the first heartbeat', () => {
    expect(staleness({ status: { ...status, heartbeatAge: null }, at: 10_000 }, true, 10_000)).not.toBeNull();
  });
});
