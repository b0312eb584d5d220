import { describe, expect, it } from 'vitest';
import { unconnected } from '../store/condition.ts';
import type { Condition } from '../store/condition.ts';
import { announce as announceIn } from './announcement.ts';
import { formatTime } from './format.ts';

const market = { listed: 'listed', isEmpty: false, maxRate: 10, left: 0 } as const;
const announce = (condition: Condition) => announceIn(condition, market);
const live: Condition = { ...unconnected, connection: 'connected', fresh: true };
const since = 1_700_000_000_999;
const stale: Condition = { ...live, fresh: false, since, reason: 'link' };

describe('the announcement', () => {
  it('says connecting until prices have come', () => {
    expect(announce(unconnected)).toMatchObject({ tone: 'waiting', headline: 'Connecting' });
    expect(announce({ ...unconnected, problem: 'still reading' }).detail).toBe('still reading');
    expect(announce({ ...unconnected, reason: 'browser' }).detail).toBe('this browser is offline');
  });

  it('says live, and when missed quotes are still being filled in', () => {
    expect(announce(live)).toMatchObject({ tone: 'live', headline: 'Live', detail: 'up to date' });
    const filling = { ...live, complete: false };
    expect(announce(filling)).toMatchObject({ tone: 'filling', detail: 'recovering missing quotes' });
    const some = announceIn(filling, { ...market, left: 7_651 });
    expect(some).toMatchObject({ headline: 'Catching up', detail: '7,651 left' });
    expect(some.spoken).toBe(announceIn(filling, { ...market, left: 12 }).spoken);
  });

  it('names a paused bridge, whether prices still come by the other path or not', () => {
    const detail = 'prices are up to date, but the bridge between the sites is paused';
    expect(announce({ ...live, complete: false, paused: true })).toMatchObject({ headline: 'Incomplete', detail });
    expect(announce({ ...stale, reason: 'paused' }).detail).toBe('the bridge between the sites is paused');
  });

  it('does not call prices up to date where there are none', () => {
    const nothing = { ...market, isEmpty: true };
    expect(announceIn(live, nothing)).toMatchObject({ tone: 'waiting', detail: 'no quotes yet' });
    expect(announceIn(live, { ...nothing, listed: 'failed' }).detail).toBe('the API does not list any instruments');
    expect(announceIn(live, { ...nothing, listed: 'asking' }).tone).toBe('live');
    expect(announceIn(stale, nothing).tone).toBe('stale');
  });

  it('shows conflation without announcing it', () => {
    const conflating = announce({ ...live, conflating: true });
    expect(conflating.detail).toBe('up to date (10/s, conflated)');
    expect(conflating.spoken).toBe(announce(live).spoken);
  });

  it('says that it switches to another gateway or site, and which site serves it afterwards', () => {
    const [tone, detail] = ['moving', 'prices stay live'];
    expect(announce({ ...live, relocating: 'move' })).toMatchObject({ tone, headline: 'Switching site', detail });
    expect(announce({ ...live, relocating: 'drain' })).toMatchObject({ tone, headline: 'Switching gateway', detail });
    expect(announce({ ...stale, relocating: 'move' }).tone).toBe('stale');
    expect(announce({ ...live, switchedTo: 'onprem' }).detail).toBe('up to date · now served from onprem');
  });

  it('says since when prices are stale, and why', () => {
    expect(announce(stale)).toMatchObject({
      tone: 'stale',
      headline: `Stale since ${formatTime(since)}`,
      detail: 'the link between the sites is down',
    });
  });

  it('says by how much clocks differ, and which is ahead', () => {
    expect(announce({ ...stale, reason: 'clock', clockOffset: -3_600_000 }).detail).toBe(
      "clocks differ by 1 h 0 min: the feed's is ahead",
    );
    expect(announce({ ...stale, reason: 'clock' }).detail).toBe("the gateway's clock and the feed's differ");
  });

  it('says what is wrong with the stream, beside stale prices and beside current ones', () => {
    const alarm = 'QUOTES has received nothing for 4 s';
    expect(announce({ ...stale, reason: 'mirror', alarm }).detail).toBe(
      `the mirror is not following its origin · ${alarm}`,
    );
    expect(announce({ ...live, alarm })).toMatchObject({ tone: 'live', detail: `up to date · ${alarm}` });
    expect(announce({ ...live, alarm, complete: false })).toMatchObject({
      headline: 'Incomplete',
      detail: `prices are up to date, quotes are missing · ${alarm}`,
    });
  });

  it('says reconnecting, and when that has made prices stale', () => {
    const soon = announce({ ...live, connection: 'reconnecting' });
    expect(soon).toMatchObject({ tone: 'reconnecting', headline: 'Reconnecting' });
    expect(soon.detail).not.toContain('stale');
    const late = announce({ ...stale, connection: 'reconnecting', reason: 'gateway' });
    expect(late.detail).toBe(`prices stale since ${formatTime(since)}`);
  });

  it('says why it was cut off, then and after it is back', () => {
    const cutOff = 'more than 10,000 quotes waited';
    expect(announce({ ...stale, connection: 'reconnecting', cutOff })).toMatchObject({ tone: 'cut-off' });
    expect(announce({ ...live, cutOff }).detail).toBe(`up to date · was disconnected: ${cutOff}`);
  });
});
