import { describe, expect, it } from 'vitest';
import { LinkWatch } from './link-watch.ts';
import type { LinkReading, LinkView } from './link-watch.ts';

const WALL = 1_700_000_000_000;
const STEP_MS = 250;

/** Two sites that are read every 250 ms: the origin grows by 25 quotes each time, the mirror by what is given. */
class Sites {
  readonly watch = new LinkWatch();
  origin = 1_000;
  mirror = 1_000;
  lost = 0;
  judged: LinkReading['judged'] = 'up';
  now = 0;

  /** `arrives`: how many quotes reach the mirror in each of so many readings. */
  read(arrives: number, times = 1): LinkView {
    let view: LinkView | undefined;
    for (let count = 0; count < times; count += 1) {
      this.now += STEP_MS;
      this.origin += 25;
      this.mirror = Math.min(this.origin, this.mirror + arrives);
      const { origin, mirror, lost, judged, now } = this;
      view = this.watch.observe({
        origin: { position: origin, seqSum: origin, lost: 0, at: now },
        mirror: { position: mirror, seqSum: mirror, lost, at: now },
        judged,
        rtt: 0.2,
        rate: 100,
        wall: WALL + now,
      });
      const { published, delivered, inFlight, held, lost: gone } = view.account;
      const parts = Number(delivered) + Number(inFlight) + Number(held) + Number(gone);
      if (published !== parts) throw new Error(`the account does not add up: ${JSON.stringify(view.account)}`);
    }
    return view!;
  }
}

describe('the link between two sites', () => {
  it('holds nothing while quotes arrive as they are published', () => {
    const sites = new Sites();
    sites.origin += 12;
    const { account, link } = sites.read(25, 8);
    expect(link).toEqual({ state: 'up', since: null, rtt: 0.2 });
    expect(account).toMatchObject({ phase: 'through', held: 0, inFlight: 12 });
  });

  it('is silent, and holds what is published, before the bridge service calls it down', () => {
    const sites = new Sites();
    const before = sites.read(25, 8);
    const views = [1, 2, 3].map(() => sites.read(0));
    expect(views.map(({ link }) => link.state)).toEqual(['up', 'up', 'silent']);
    expect(views.at(-1)?.account).toMatchObject({ phase: 'held', held: 75 });
    expect(views.at(-1)?.link).toMatchObject({ since: WALL + 8 * STEP_MS, rtt: null });
    sites.judged = 'down';
    const later = sites.read(0, 10);
    expect(later.link).toMatchObject({ state: 'down', since: WALL + 8 * STEP_MS });
    expect(later.account).toMatchObject({ phase: 'held', held: 325, delivered: before.account.delivered });
  });

  it('drains when the mirror moves again, before the bridge service has noticed, and then holds nothing', () => {
    const sites = new Sites();
    sites.read(25, 8);
    sites.judged = 'down';
    sites.read(0, 20);
    const first = sites.read(100);
    expect(first.link.state).toBe('down');
    const second = sites.read(100);
    expect(second.link).toMatchObject({ state: 'up', since: null });
    expect(second.account).toMatchObject({ phase: 'draining', held: 350 });
    const third = sites.read(100);
    expect(third).toMatchObject({ link: { state: 'up' }, account: { phase: 'draining', held: 275 } });
    sites.judged = 'up';
    expect(sites.read(100, 4).account).toMatchObject({ phase: 'through', held: 0, inFlight: 0 });
  });

  it('goes on to hold when the link is cut again while it drains', () => {
    const sites = new Sites();
    sites.read(25, 8);
    sites.judged = 'down';
    sites.read(0, 40);
    sites.read(50, 3);
    expect(sites.read(0, 3)).toMatchObject({ link: { state: 'silent' }, account: { phase: 'held' } });
  });

  it('does not call a link back that brought one last message', () => {
    const sites = new Sites();
    sites.read(25, 8);
    sites.judged = 'down';
    sites.read(0);
    sites.read(1);
    expect(sites.read(0, 8).link.state).toBe('down');
  });

  it('does not call a quiet feed silent', () => {
    const quiet = (at: number) => ({ position: 5, seqSum: 5, lost: 0, at });
    const watch = new LinkWatch();
    const view = [0, 2_000, 4_000].map((now) =>
      watch.observe({ origin: quiet(now), mirror: quiet(now), judged: 'up', rtt: null, rate: 0, wall: WALL + now }),
    );
    expect(view.map(({ link }) => link.state)).toEqual(['up', 'up', 'up']);
  });

  it('does not take an auditor that answers no more for a link that brings nothing', () => {
    const sites = new Sites();
    sites.read(25, 8);
    const { now, mirror } = sites;
    const views = [1, 2, 3, 4, 5].map((step) =>
      sites.watch.observe({
        origin: { position: 2_000 + step, seqSum: 2_000 + step, lost: 0, at: now + step * STEP_MS },
        mirror: { position: mirror, seqSum: mirror, lost: 0, at: now },
        judged: 'up',
        rtt: 0.2,
        rate: 100,
        wall: WALL + now + step * STEP_MS,
      }),
    );
    expect(new Set(views.map(({ link }) => link.state))).toEqual(new Set(['up']));
  });

  it('keeps an account of lost quotes', () => {
    const sites = new Sites();
    sites.lost = 7;
    expect(sites.read(25, 4).account).toMatchObject({ lost: 7, held: 0 });
  });

  it('knows neither phase nor numbers without the auditors', () => {
    const watch = new LinkWatch();
    const view = watch.observe({
      origin: null,
      mirror: null,
      judged: null,
      rtt: null,
      rate: null,
      wall: WALL,
    });
    expect(view.link.state).toBe('unknown');
    expect(view.account).toEqual({
      phase: 'unknown',
      published: null,
      delivered: null,
      inFlight: null,
      held: null,
      lost: null,
    });
  });

  it('still drains while an auditor does not answer for a moment', () => {
    const sites = new Sites();
    sites.read(25, 8);
    sites.judged = 'down';
    sites.read(0, 40);
    sites.judged = 'up';
    sites.read(50, 3);
    const { now } = sites;
    const view = sites.watch.observe({
      origin: { position: sites.origin, seqSum: sites.origin, lost: 0, at: now },
      mirror: null,
      judged: 'up',
      rtt: 0.2,
      rate: 100,
      wall: WALL + now,
    });
    expect(view.account).toMatchObject({ phase: 'draining', held: null });
  });
});
