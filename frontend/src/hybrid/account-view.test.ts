import { describe, expect, it } from 'vitest';
import { announce } from '../board/announcement.ts';
import { inventConsole, inventReceipt } from '../states/invented-console.ts';
import type { InventedConsole } from '../states/invented-console.ts';
import { unconnected } from '../store/condition.ts';
import type { Condition } from '../store/condition.ts';
import { NO_SAVINGS } from '../store/figures.ts';
import { accountView } from './account-view.ts';

const NOW = 1_700_000_000_000;
const live: Condition = { ...unconnected, connection: 'connected', fresh: true };
const status = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  stale: null,
  complete: true,
  heartbeatAge: 0,
  now: NOW,
} as const;
const figures = (missing = 0, site = 'cloud') => ({
  savings: { ...NO_SAVINGS, deliveriesPerSecond: 24 },
  totals: { received: 1, conflated: 0, missing, duplicates: 0, outOfOrder: 0, unexplained: 0, unsettled: 0 },
  status: { ...status, site },
});
const view = (condition: Condition, missing: number, invented: InventedConsole | null, site = 'cloud') =>
  accountView(condition, figures(missing, site), invented && inventConsole(NOW, invented));
const banner = (condition: Condition, left: number) =>
  announce(condition, { listed: 'listed', isEmpty: false, maxRate: 10, left });

describe('what strip, banner and foot show', () => {
  it('is good all along while quotes arrive', () => {
    const { strip, foot, left } = view(live, 0, { phase: 'through' });
    expect(strip).toMatchObject({
      origin: { tone: 'good', name: 'onprem', rate: 282, held: 0 },
      link: { tone: 'good', state: 'up', rtt: 0.2 },
      mirror: { tone: 'good', name: 'cloud', awaited: 0 },
      clients: 1,
      you: { tone: 'good', rate: 24 },
      receipt: null,
    });
    expect(foot).toMatchObject({ missing: 0, held: 0, link: 'up', linkTone: 'good' });
    expect(left).toBe(0);
  });

  it('shows on-prem going on, and what it holds, while the link is down', () => {
    const stale: Condition = { ...live, fresh: false, since: NOW - 8_000, reason: 'link', held: true };
    const { strip, foot } = view(stale, 0, { phase: 'held', held: 7_651 });
    expect(strip).toMatchObject({
      origin: { tone: 'good', rate: 282, held: 7_651 },
      link: { tone: 'warn', state: 'down', rtt: null, since: NOW - 8_000, now: NOW },
      mirror: { tone: 'warn', awaited: 7_651 },
      you: { tone: 'warn', rate: 0 },
    });
    expect(foot).toMatchObject({ held: 7_651, link: 'down', linkTone: 'warn' });
  });

  it('is neither live nor red while it catches up, and all three have the same number left', () => {
    const filling: Condition = { ...live, held: true };
    const { strip, foot, left } = view(filling, 0, { phase: 'draining', held: 3_204 });
    expect([strip.origin?.held, strip.mirror.awaited, foot.held, left]).toEqual([3_204, 3_204, 3_204, 3_204]);
    expect(banner(filling, left)).toMatchObject({ headline: 'Catching up', detail: '3,204 left' });
    expect([strip.link.tone, strip.mirror.tone, strip.you.tone]).toEqual(['filling', 'filling', 'filling']);
  });

  it('counts nothing as missing beside a banner that says live', () => {
    // The account of quotes runs ahead of the banner, which holds back what lasts for less than a second.
    const { foot, left } = view(live, 1_370, { phase: 'through' });
    expect(banner(live, left).headline).toBe('Live');
    expect(foot.missing).toBe(0);
    const filling = view({ ...live, complete: false }, 1_370, { phase: 'through' });
    expect(filling.foot).toMatchObject({ missing: 1_370, missingTone: 'filling' });
    expect(filling.left).toBe(1_370);
  });

  it('turns red only when quotes are missing for good', () => {
    const alarm = 'QUOTES has lost 212 messages';
    const incomplete = view({ ...live, complete: false, alarm }, 212, { phase: 'through' });
    expect(incomplete.foot.missingTone).toBe('bad');
    expect(incomplete.strip.you.tone).toBe('bad');
  });

  it('does not count what the cloud waits for against a page that is served on-prem', () => {
    const { strip, foot, left } = view(live, 0, { phase: 'held', held: 500 }, 'onprem');
    expect(left).toBe(0);
    expect([strip.mirror.tone, strip.you.tone]).toEqual(['warn', 'good']);
    expect(foot.held).toBe(500);
  });

  it('shows the gateway’s trouble at the site that serves the page, though its stream is well', () => {
    const silent: Condition = { ...live, fresh: false, since: NOW, reason: 'reader' };
    expect(view(silent, 0, { phase: 'through' }).strip.mirror.tone).toBe('warn');
    expect(view(silent, 0, { phase: 'through' }, 'onprem').strip.mirror.tone).toBe('good');
  });

  it('keeps the receipt of the last outage', () => {
    const receipt = inventReceipt(NOW);
    expect(view(live, 0, { phase: 'through', receipt }).strip.receipt).toEqual(receipt);
  });

  it('shows what a gateway knows where there is no console', () => {
    const { strip, foot } = view(live, 0, null);
    expect(strip).toMatchObject({
      origin: null,
      link: { state: 'up', tone: 'good' },
      mirror: { name: 'cloud', tone: 'good' },
      clients: null,
    });
    expect(foot).toMatchObject({ held: null, lost: null, link: 'up' });
  });
});
