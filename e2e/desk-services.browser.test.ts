import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { bundleSizes } from './browser/bundle.ts';
import { CLEAN, seen, setUpDesk, subscribed, SYMBOLS, WAIT } from './browser/desk.ts';
import { oldestBetween, recordHeartbeats } from './browser/heartbeats.ts';
import type { ReceivedHeartbeat } from './browser/heartbeats.ts';
import { isLive } from './browser/looks.ts';

/** For the page: keeps what is written on a canvas, which no selector finds. */
const NOTE_DRAWN_TEXTS = `{
  const { prototype } = CanvasRenderingContext2D;
  const write = prototype.fillText;
  globalThis.drawnTexts = [];
  prototype.fillText = function (text, ...where) {
    drawnTexts.push(text);
    write.call(this, text, ...where);
  };
}`;

/** A heartbeat comes once a second: two seconds old, none has come that should have, and a board that says so is right. */
function isFeedLate(heartbeats: readonly ReceivedHeartbeat[], at: number): boolean {
  return oldestBetween(heartbeats, at - 1_000, at) > 2_000;
}

const desk = setUpDesk();

describe('the rate', () => {
  it('is what the gateway keeps to, and the board shows what that saves', async () => {
    await using board = await desk.opened();
    await board.page.getByTestId('rate').click();
    await board.page.getByLabel('Updates per second').fill('1');
    await seen(
      board,
      ({ tone, stale, says }) => tone === 'conflating' && stale === 0 && says.includes('(1/s, conflated)'),
    );
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('savings').innerText()).toMatch(/(7|8)\d% of quotes/);
    }, WAIT);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('of every quote is more than a slow board may have: it is disconnected with a reason, and continues with fewer', async () => {
    await using board = await desk.opened();
    await board.page.getByTestId('rate').click();
    await board.page.getByLabel('Every quote, without conflation').click();
    await seen(board, ({ says }) => /disconnected/i.test(says));
    await seen(board, (sighting) => isLive(sighting) && sighting.says.includes('was disconnected'));
    expect(await board.page.getByTestId('rate').innerText()).toBe('10/s');
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('a service is away', () => {
  it('moves to another gateway, prices going on, when its own is stopped', async () => {
    const cloud = await desk.topology.connect('cloud', 'reader');
    const heartbeats = recordHeartbeats(cloud);
    await using board = await desk.opened();
    // Which of the two serves this board is not known: one after the other is restarted.
    for (const name of ['gateway', 'gateway-2'] as const) await desk.topology.service(name).restart();
    await seen(board, isLive);
    await cloud.close();
    const sightings = await board.sightings();
    const live = sightings.findIndex(isLive);
    expect(sightings.slice(live).some(({ tone }) => tone === 'moving')).toBe(true);
    const wrong = sightings
      .slice(live)
      .filter(({ at, stale, tone }) => tone === 'reconnecting' || (stale > 0 && !isFeedLate(heartbeats, at)));
    expect(wrong).toEqual([]);
    expect(await board.totals()).toMatchObject({ ...CLEAN, reconnects: 0 });
  });

  it('sorts by itself when the API is back that was away when it was asked', async () => {
    await using board = await desk.opened();
    await desk.topology.service('api').stop();
    try {
      await board.page.getByRole('button', { name: 'Last' }).click();
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('sort-note').innerText()).toBe('Not sorted: API unavailable');
      }, WAIT);
    } finally {
      await desk.topology.service('api').restart();
    }
    await board.page.locator('[data-field="last"][aria-sort="descending"]').waitFor();
    expect(await board.page.getByTestId('sort-note').innerText()).toMatch(/^Last as of/);
  });

  it('shows what is quoted without the API, and names it when that is back', async () => {
    await desk.topology.service('api').stop();
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    expect((await board.seqs()).size).toBeGreaterThan(10);
    await desk.topology.service('api').restart();
    const name = board.page.getByTestId('row').first().locator('[data-field="name"] > span').first();
    await vi.waitFor(async () => expect(await name.innerText()).not.toBe(''), WAIT);
    await vi.waitFor(async () => expect((await subscribed(board)).length).toBeLessThan(SYMBOLS / 2), WAIT);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('the reader', () => {
  it('in another time zone reads its time everywhere, under the chart too', async () => {
    const timezoneId = 'Asia/Kolkata';
    const url = `${desk.topology.url}/states.html?state=stale-detail`;
    await using board = await openBoard(desk.browser, url, { timezoneId });
    await seen(board, ({ says }) => says.includes('Stale since 19:59:57'));
    const drawn = async () => board.page.evaluate<string[]>('drawnTexts');
    await board.page.addInitScript({ content: NOTE_DRAWN_TEXTS });
    await board.page.reload();
    await vi.waitFor(async () => expect((await drawn()).some((text) => /^(19:5\d|20:00)/.test(text))).toBe(true), WAIT);
    expect((await drawn()).filter((text) => /^14:\d\d/.test(text))).toEqual([]);
  });

  it('who prefers reduced motion sees no price flash', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url, { reducedMotion: 'reduce' });
    await seen(board, isLive);
    const flashing = board.page.locator('[data-flash] [data-testid="price-figure"]').first();
    await flashing.waitFor({ state: 'attached' });
    const [background] = await board.page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-flash] [data-testid="price-figure"]')].map((each) => getComputedStyle(each).backgroundColor)`,
    );
    expect(background).toBe('rgba(0, 0, 0, 0)');
  });
});

describe('what is loaded', () => {
  it('is small: the board at first, the charts when an instrument is looked at', async () => {
    const [board, detail] = await bundleSizes(resolve(import.meta.dirname, '../frontend/dist'));
    expect(board!.gzip).toBeGreaterThan(50_000);
    expect(board!.gzip).toBeLessThan(136_000);
    expect(detail!.gzip).toBeGreaterThan(30_000);
    expect(detail!.gzip).toBeLessThan(62_000);
  });
});
