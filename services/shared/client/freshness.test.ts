import { STALE_AFTER_MS } from '@quotebridge/contracts/wire';
import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { judge } from './freshness.ts';

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
    expect(judge({ status, at: 10_000 }, true, 12_100)).toBeNull();
  });

  it('lets a silent gateway vouch for nothing past the heartbeat’s time', () => {
    expect(judge({ status, at: 10_000 }, true, 12_101)).toEqual({ since: 1_699_999_999_600, reason: 'gateway' });
  });

  it('keeps prices for as long when the connection is lost, and no longer', () => {
    expect(judge({ status, at: 10_000 }, false, 12_000)).toBeNull();
    expect(judge({ status, at: 10_000 }, false, 12_200)?.reason).toBe('gateway');
  });

  it('passes on what the gateway says is wrong, however young the heartbeat', () => {
    const stale = { since: 5, reason: 'reader' } as const;
    expect(judge({ status: { ...status, stale }, at: 10_000 }, true, 10_001)).toEqual(stale);
  });

  it('blames itself once the gateway that said what is wrong is silent too', () => {
    const stale = { since: 5, reason: 'link' } as const;
    expect(judge({ status: { ...status, stale }, at: 10_000 }, true, 12_000)).toEqual({ since: 5, reason: 'gateway' });
  });

  it('judges by itself when a speaking gateway has not noticed yet', () => {
    const old = { ...status, heartbeatAge: 2_450 };
    expect(judge({ status: old, at: 10_000 }, true, 10_100)?.reason).toBe('unknown');
    expect(judge({ status: { ...old, link: 'down' }, at: 10_000 }, true, 10_100)?.reason).toBe('link');
    expect(judge({ status: { ...old, link: 'down', role: 'origin' }, at: 10_000 }, true, 10_100)?.reason).toBe(
      'unknown',
    );
  });

  it('takes no age below zero, of a heartbeat from the future or a status from it', () => {
    const future = { ...status, heartbeatAge: -3_600_000 };
    expect(judge({ status: future, at: 10_000 }, true, 12_500)).toBeNull();
    expect(judge({ status: future, at: 10_000 }, true, 12_501)).toEqual({ since: future.now, reason: 'gateway' });
    const old = { ...status, heartbeatAge: STALE_AFTER_MS + 1 };
    expect(judge({ status: old, at: 20_000 }, true, 10_000)).not.toBeNull();
  });

  it('is never fresh before the first heartbeat', () => {
    expect(judge({ status: { ...status, heartbeatAge: null }, at: 10_000 }, true, 10_000)).not.toBeNull();
  });
});
