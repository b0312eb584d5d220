import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { describe, expect, it } from 'vitest';
import { announce } from '../board/announcement.ts';
import { formatTime } from '../board/format.ts';
import { conditionOf, unconnected } from './condition.ts';

const status: GatewayStatus = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 0,
  now: 1_700_000_000_999,
};

describe('the condition of the board', () => {
  it('keeps the moment still while estimates of it waver', () => {
    const before = conditionOf('connected', { status, at: 0 }, null, 3_000, unconnected);
    const wavered = { ...status, now: status.now + 4 };
    const after = conditionOf('connected', { status: wavered, at: 0 }, null, 3_000, before);
    expect(before.since).toBe(status.now);
    expect(after.since).toBe(status.now);
  });

  it('moves on to a later moment', () => {
    const before = conditionOf('connected', { status, at: 0 }, null, 3_000, unconnected);
    const later = { ...status, now: status.now + 60_000 };
    expect(conditionOf('connected', { status: later, at: 60_000 }, null, 63_000, before).since).toBe(later.now);
  });
});

describe('the announcement', () => {
  it('says connecting until prices have come', () => {
    expect(announce(unconnected)).toMatchObject({ tone: 'waiting', headline: 'Connecting' });
    expect(announce({ ...unconnected, problem: 'still reading' }).detail).toBe('still reading');
  });

  it('says live, and when missed quotes are still being filled in', () => {
    const live = conditionOf('connected', { status, at: 0 }, null, 10, unconnected);
    expect(announce(live)).toEqual({ tone: 'live', headline: 'Live', detail: 'prices are current' });
    expect(announce({ ...live, complete: false }).detail).toBe('missed quotes are being filled in');
  });

  it('says since when prices are stale, and why', () => {
    const stale = { since: status.now, reason: 'link' } as const;
    const condition = conditionOf('connected', { status: { ...status, stale }, at: 0 }, null, 10, unconnected);
    expect(announce(condition)).toEqual({
      tone: 'stale',
      headline: `Stale since ${formatTime(status.now)}`,
      detail: 'the link between the sites is down',
    });
  });

  it('says reconnecting, and when that has made prices stale', () => {
    const soon = conditionOf('reconnecting', { status, at: 0 }, null, 10, unconnected);
    expect(announce(soon)).toMatchObject({ tone: 'reconnecting', headline: 'Reconnecting' });
    expect(announce(soon).detail).not.toContain('stale');
    const late = conditionOf('reconnecting', { status, at: 0 }, null, 3_000, soon);
    expect(announce(late).detail).toBe(`prices stale since ${formatTime(status.now)}`);
  });
});
