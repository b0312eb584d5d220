import { setTimeout as delay } from 'node:timers/promises';
import { auditStream } from '@quotebridge/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBoard, openBoardIn } from './browser/board-page.ts';
import type { BoardPage } from './browser/board-page.ts';
import { openWindow } from './browser/chromium.ts';
import { allRows, CLEAN, movesOn, seen, setUpDesk, WAIT, wholeAgain } from './browser/desk.ts';
import { isLive, isStale, isStaleFor, isWhole } from './browser/looks.ts';

const SYMBOLS = 20;
const CUT_MS = 15_000;
const STALE_WITHIN_MS = 3_000;
const FRESH_WITHIN_MS = 2_000;
const SILENT_FEED = /the feed is silent|no heartbeat from the feed/;

const desk = setUpDesk({ symbols: SYMBOLS });
afterEach(() => desk.topology.sites.cable.restore());

describe('the board', () => {
  it('shows live prices, with nothing on the console and nothing asked of anybody else', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    await movesOn(board, SYMBOLS);
    expect(board.faults).toEqual([]);
    const totals = await board.totals();
    expect(totals).toMatchObject({ ...CLEAN, reconnects: 0 });
    console.log(`first quote ${Math.round(totals.firstQuoteMs ?? Number.NaN)} ms after the page began to load`);
  });

  it.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])('fits a window that is $width wide', async (viewport) => {
    await using board = await openBoard(desk.browser, desk.topology.url, { viewport });
    await seen(board, isLive);
    const [wide, room] = await board.page.evaluate<number[]>(
      `[Math.max(...Array.from(document.querySelectorAll('*'), (element) => element.getBoundingClientRect().right)), innerWidth]`,
    );
    expect(wide).toBeLessThanOrEqual(room!);
    const prices = board.page.locator(
      '[data-testid="row"]:first-child [role="gridcell"]:has([data-testid="price-figure"])',
    );
    expect(await prices.count()).toBe(3);
    for (const price of await prices.all()) expect(await isCutOff(price)).toBe(false);
  });

  it('catches up when its tab is shown again', async () => {
    await using window = await openWindow();
    await using board = await openBoardIn(window, desk.topology.url);
    await seen(board, isLive);
    await allRows(board, SYMBOLS);
    const other = await window.newPage();
    await other.bringToFront();
    await vi.waitFor(async () => expect(await board.page.evaluate('document.visibilityState')).toBe('hidden'), WAIT);
    const shownBefore = await board.seqs();
    const receivedBefore = (await board.totals()).received;
    await vi.waitFor(async () => {
      expect((await board.totals()).received).toBeGreaterThan(receivedBefore + 50 * SYMBOLS);
    }, WAIT);
    expect(await board.seqs()).toEqual(shownBefore);
    await board.page.bringToFront();
    await vi.waitFor(async () => {
      const shown = await board.seqs();
      for (const [symbol, seq] of shownBefore) expect(shown.get(symbol)).toBeGreaterThan(seq + 45);
    }, WAIT);
    await seen(board, isLive);
    expect(await board.totals()).toMatchObject({ ...CLEAN, reconnects: 0 });
  });
});

describe('the link is cut', () => {
  it('shows since when and why prices are stale, and is fresh and complete soon after the link is restored', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    await movesOn(board, SYMBOLS);

    const cutAt = Date.now();
    desk.topology.sites.cable.cut();
    await seen(board, isStaleFor(/link between the sites is down/));
    await delay(Math.max(0, cutAt + CUT_MS - Date.now()));
    const before = await allRows(board, SYMBOLS);
    const restoredAt = Date.now();
    desk.topology.sites.cable.restore();
    await seen(board, isLive);
    await movesOn(board, SYMBOLS, before);
    await wholeAgain(board);

    const sightings = await board.sightings();
    const stale = sightings.find((sighting) => sighting.at >= cutAt && isStale(sighting));
    const explained = sightings.find((sighting) => sighting.at >= cutAt && isStaleFor(/link/)(sighting));
    const live = sightings.find((sighting) => sighting.at >= restoredAt && isLive(sighting));
    const whole = sightings.find((sighting) => sighting.at >= live!.at && isWhole(sighting));
    console.log(
      `stale ${stale!.at - cutAt} ms after the cut, the link named after ${explained!.at - cutAt} ms; ` +
        `fresh ${live!.at - restoredAt} ms and whole ${whole!.at - restoredAt} ms after it was back`,
    );
    expect(stale!.at - cutAt).toBeLessThan(STALE_WITHIN_MS);
    expect(explained!.at - cutAt).toBeLessThan(STALE_WITHIN_MS);
    expect(live!.at - restoredAt).toBeLessThan(FRESH_WITHIN_MS);
    const [since] = /\d\d:\d\d:\d\d/.exec(stale!.says)!;
    expect(secondsOf(cutAt - 1_500, cutAt + 1_000)).toContain(since);
    const cut = sightings.filter(({ at }) => at >= stale!.at && at < restoredAt);
    expect(cut.filter(({ tone, fresh }) => tone !== 'stale' || fresh > 0)).toEqual([]);
    const filled = sightings.filter(({ at }) => at >= live!.at && at < whole!.at);
    expect(filled.map(({ tone }) => tone)).toContain('filling');
    const blamed = sightings.filter(({ at, says }) => at >= restoredAt && SILENT_FEED.test(says));
    expect(blamed.map(({ says }) => says)).toEqual([]);

    expect(await board.totals()).toMatchObject({ ...CLEAN, reconnects: 0 });
    expect(sightings[0]!.at).toBeLessThan(cutAt);
    expect(board.faults).toEqual([]);
    expect(await auditCloud()).toMatchObject({ lost: 0, duplicates: 0, outOfOrder: 0, symbols: SYMBOLS });
  });

  it('shows the last prices as stale, never as fresh, on a page that is opened then', async () => {
    await using early = await openBoard(desk.browser, desk.topology.url);
    await seen(early, isLive);
    await allRows(early, SYMBOLS);
    desk.topology.sites.cable.cut();
    await seen(early, isStale);
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isStaleFor(/link between the sites is down/));
    const restoredAt = Date.now();
    const sightings = await board.sightings();
    desk.topology.sites.cable.restore();
    expect(sightings.at(-1)).toMatchObject({ fresh: 0, stale: SYMBOLS });
    expect(sightings.filter(({ at, fresh }) => at < restoredAt && fresh > 0)).toEqual([]);
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

async function auditCloud() {
  const nc = await desk.topology.connect('cloud', 'reader');
  try {
    return await auditStream(nc);
  } finally {
    await nc.close();
  }
}

/** The times of day, as the board writes them, from one moment to another. */
function secondsOf(from: number, to: number): string[] {
  const times: string[] = [];
  for (let at = from; at <= to; at += 500) times.push(new Date(at).toISOString().slice(11, 19));
  return times;
}

/** Whether a price is wider than its place: it would reach out of it to the left. */
async function isCutOff(price: ReturnType<BoardPage['page']['locator']>): Promise<boolean> {
  const [place, figure] = await Promise.all([price.boundingBox(), price.getByTestId('price-figure').boundingBox()]);
  return figure!.x < place!.x || figure!.width === 0;
}
