import type { GatewayStatus } from '@quotebridge/contracts/wire';
import type { LastStatus } from '@quotebridge/client';
import { describe, expect, it } from 'vitest';
import { conditionOf, hasRecovered, isWhole, sameCondition, unconnected } from './condition.ts';
import type { Circumstances } from './condition.ts';

const status: GatewayStatus = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 0,
  now: 1_700_000_000_999,
};
const well: Circumstances = {
  connection: 'connected',
  online: true,
  missing: 0,
  link: null,
  relocating: null,
  switchedTo: null,
  conflating: false,
  cutOff: null,
  problem: null,
};

describe('the condition of the board', () => {
  it('keeps the moment stable while estimates of it vary', () => {
    const before = conditionOf(well, { status, at: 0 }, 3_000, unconnected);
    const wavered = { ...status, now: status.now + 4 };
    const after = conditionOf(well, { status: wavered, at: 0 }, 3_000, before);
    expect(before.since).toBe(status.now);
    expect(after.since).toBe(status.now);
    expect(sameCondition(before, after)).toBe(true);
  });

  it('knows that the bridge is paused, whether prices are fresh or not, and that older gateways do not say so', () => {
    const paused = { ...status, complete: false, paused: true };
    const fresh = conditionOf(well, { status: paused, at: 0 }, 0, unconnected);
    expect(fresh).toMatchObject({ fresh: true, complete: false, paused: true });
    const stale = { ...paused, stale: { since: 5, reason: 'paused' as const } };
    expect(conditionOf(well, { status: stale, at: 0 }, 0, unconnected)).toMatchObject({
      reason: 'paused',
      paused: true,
    });
    expect(conditionOf(well, { status, at: 0 }, 0, unconnected).paused).toBe(false);
  });

  it('gives the clock offset and keeps it stable while estimates of it vary', () => {
    const differing = (offset: number, reason: 'clock' | 'link' = 'clock'): LastStatus => ({
      status: { ...status, stale: { since: 5, reason }, clock: { offset, agree: false } },
      at: 0,
    });
    const before = conditionOf(well, differing(-3_600_000), 10, unconnected);
    expect(before).toMatchObject({ reason: 'clock', clockOffset: -3_600_000 });
    expect(conditionOf(well, differing(-3_599_950), 10, before).clockOffset).toBe(-3_600_000);
    expect(conditionOf(well, differing(5_000), 10, before).clockOffset).toBe(5_000);
    expect(conditionOf(well, differing(5_000, 'link'), 10, before).clockOffset).toBeNull();
  });

  it('passes on the fault of the site’s stream', () => {
    const alarms = [{ stream: 'QUOTES', code: 'stuck', since: 5, text: 'it is stuck' }];
    expect(conditionOf(well, { status: { ...status, alarms }, at: 0 }, 10, unconnected).alarm).toBe('it is stuck');
    expect(conditionOf(well, { status, at: 0 }, 10, unconnected).alarm).toBeNull();
  });

  it('moves on to a later moment', () => {
    const before = conditionOf(well, { status, at: 0 }, 3_000, unconnected);
    const later = { ...status, now: status.now + 60_000 };
    expect(conditionOf(well, { status: later, at: 60_000 }, 63_000, before).since).toBe(later.now);
  });

  it('blames the browser when the gateway is silent and the browser is offline', () => {
    const last = { status, at: 0 };
    expect(conditionOf({ ...well, online: false }, last, 3_000, unconnected).reason).toBe('browser');
    expect(conditionOf(well, last, 3_000, unconnected).reason).toBe('gateway');
    expect(conditionOf({ ...well, online: false }, last, 10, unconnected)).toMatchObject({
      fresh: true,
      reason: null,
    });
    const away = { ...well, online: false, connection: 'connecting' } as const;
    expect(conditionOf(away, null, 10, unconnected)).toMatchObject({ fresh: false, reason: 'browser' });
  });

  it('is complete when no quote is missing, neither at the gateway nor here', () => {
    const completeWith = (missing: number, complete: boolean) =>
      conditionOf({ ...well, missing }, { status: { ...status, complete }, at: 0 }, 10, unconnected).complete;
    expect([completeWith(0, true), completeWith(3, true), completeWith(0, false)]).toEqual([true, false, false]);
  });

  it('is stale as soon as the console knows that the link is down, at the site that depends on it', () => {
    const last = { status, at: 0 };
    const news = { site: 'cloud', downFor: 800, at: 1_000, held: 40 };
    const judged = (link: Circumstances['link'], heartbeatAge = 300) =>
      conditionOf({ ...well, link }, { ...last, status: { ...status, heartbeatAge } }, 1_100, unconnected);
    expect(judged(news)).toMatchObject({ fresh: false, reason: 'link', since: status.now + 200, held: true });
    expect(judged({ ...news, site: 'edge' })).toMatchObject({ fresh: true, held: false });
    expect(judged({ ...news, downFor: null })).toMatchObject({ fresh: true, held: true });
    expect(judged({ ...news, downFor: null, held: 0 })).toMatchObject({ fresh: true, held: false });
  });

  it('is fresh when a heartbeat has come since the console called the link down', () => {
    const news = { site: 'cloud', downFor: 20_000, at: 1_000, held: 4_000 };
    const last = { status: { ...status, heartbeatAge: 200 }, at: 1_000 };
    expect(conditionOf({ ...well, link: news }, last, 1_100, unconnected)).toMatchObject({ fresh: true, held: true });
  });

  it('is not whole while quotes are held', () => {
    const whole = { ...unconnected, connection: 'connected', fresh: true } as const;
    expect([isWhole(whole), isWhole({ ...whole, held: true })]).toEqual([true, false]);
  });

  it('has recovered when prices are fresh and complete again, once', () => {
    const live = { ...unconnected, connection: 'connected', fresh: true } as const;
    const filling = { ...live, complete: false };
    const stale = { ...live, fresh: false };
    const lost = { ...live, connection: 'reconnecting' } as const;
    for (const before of [filling, stale, lost]) expect(hasRecovered(before, live)).toBe(true);
    expect(hasRecovered(stale, filling)).toBe(false);
    expect(hasRecovered(live, { ...live, conflating: true })).toBe(false);
    expect(hasRecovered(unconnected, live)).toBe(false);
  });
});
