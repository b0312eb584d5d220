import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { auditStream, startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBoard } from '../../infra/tools/board-build.ts';
import { openBoard, openBoardIn } from './browser/board-page.ts';
import type { BoardPage } from './browser/board-page.ts';
import { launchChromium, openWindow } from './browser/chromium.ts';
import { isLive, isStale, isStaleFor, isWhole } from './browser/looks.ts';
import type { Sighting } from './browser/witness.ts';

const SYMBOLS = 20;
const WAIT = { timeout: 30_000, interval: 50 };
const CUT_MS = 15_000;
const STALE_WITHIN_MS = 3_000;
const FRESH_WITHIN_MS = 2_000;
const SILENT_FEED = /the feed is silent|no heartbeat from the feed/;
const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

let topology: Topology;
let browser: Browser;

beforeAll(async () => {
  await buildBoard(resolve(import.meta.dirname, '../..'), AbortSignal.timeout(60_000));
  [topology, browser] = await Promise.all([startTopology({ symbols: SYMBOLS }), launchChromium()]);
});
afterEach(() => topology.sites.cable.restore());
afterAll(async () => {
  await browser.close();
  await topology[Symbol.asyncDispose]();
});

describe('the board', () => {
  it('shows live prices, with nothing on the console and nothing asked of anybody else', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    await movesOn(board);
    expect(board.faults).toEqual([]);
    const totals = await board.totals();
    expect(totals).toMatchObject({ ...CLEAN, reconnects: 0 });
    console.log(`first quote ${Math.round(totals.firstQuoteMs ?? Number.NaN)} ms after the page began to load`);
  });

  it.each([
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ])('fits a window that is $width wide', async (viewport) => {
    await using board = await openBoard(browser, topology.url, { viewport });
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
    await using board = await openBoardIn(window, topology.url);
    await seen(board, isLive);
    await allRows(board);
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
  it('says since when and why prices are stale, and is fresh and whole soon after it is back', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    await movesOn(board);

    const cutAt = Date.now();
    topology.sites.cable.cut();
    await seen(board, isStaleFor(/link between the sites is down/));
    await delay(Math.max(0, cutAt + CUT_MS - Date.now()));
    const before = await allRows(board);
    const restoredAt = Date.now();
    topology.sites.cable.restore();
    await seen(board, isLive);
    await movesOn(board, before);
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
    expect(await auditCloud()).toMatchObject({ lost: 0, repeated: 0, outOfOrder: 0, symbols: SYMBOLS });
  });

  it('shows the last prices as stale, never as fresh, on a page that is opened then', async () => {
    await using early = await openBoard(browser, topology.url);
    await seen(early, isLive);
    await allRows(early);
    topology.sites.cable.cut();
    await seen(early, isStale);
    await using board = await openBoard(browser, topology.url);
    await seen(board, isStaleFor(/link between the sites is down/));
    const restoredAt = Date.now();
    const sightings = await board.sightings();
    topology.sites.cable.restore();
    expect(sightings.at(-1)).toMatchObject({ fresh: 0, stale: SYMBOLS });
    expect(sightings.filter(({ at, fresh }) => at < restoredAt && fresh > 0)).toEqual([]);
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('a service is away', () => {
  it('comes back by itself when the gateway was restarted', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    const startedAt = Date.now();
    await topology.service('gateway').restart();
    await vi.waitFor(async () => expect((await board.totals()).reconnects).toBeGreaterThan(0), WAIT);
    await seen(board, isLive);
    await movesOn(board);
    await wholeAgain(board);
    const sightings = await board.sightings();
    const lost = sightings.find(({ at, tone }) => at >= startedAt && tone === 'reconnecting');
    const live = sightings.find((sighting) => sighting.at >= lost!.at && isLive(sighting));
    console.log(`reconnecting for ${live!.at - lost!.at} ms while the gateway restarted`);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('blames the feed when that is stopped, and is fresh when it is started again', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    const stoppedAt = Date.now();
    await topology.service('feed').stop();
    await seen(board, isStaleFor(/no heartbeat from the feed$/));
    const sightings = await board.sightings();
    const stale = sightings.find((sighting) => sighting.at >= stoppedAt && isStale(sighting));
    console.log(`stale ${stale!.at - stoppedAt} ms after the feed was told to stop`);
    const before = await allRows(board);
    await topology.service('feed').restart();
    await seen(board, isLive);
    await movesOn(board, before);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject({ ...CLEAN, reconnects: 0 });
  });
});

describe('why prices are stale', () => {
  it('is the gateway when that hears and says nothing', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    const { pid } = topology.service('gateway');
    process.kill(pid!, 'SIGSTOP');
    try {
      await seen(board, isStaleFor(/no data from the gateway/));
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('is the gateway’s stream when its broker is away', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    const [broker] = topology.sites.at('cloud').brokers;
    await broker!.stop();
    try {
      await seen(board, isStaleFor(/the gateway cannot read its stream/));
    } finally {
      await broker!.start();
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });

  it('is this browser when it has no network', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    const context = board.page.context();
    await context.setOffline(true);
    // A browser that is told to be offline may keep the connection that it has.
    const { pid } = topology.service('gateway');
    process.kill(pid!, 'SIGSTOP');
    try {
      await seen(board, ({ says, fresh }) => /this browser is offline/.test(says) && fresh === 0);
    } finally {
      process.kill(pid!, 'SIGCONT');
      await context.setOffline(false);
    }
    await seen(board, isLive);
    await wholeAgain(board);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('without any prices', () => {
  it('says that it connects, and that nothing is listed when the API is away too', async () => {
    await topology.service('gateway').stop();
    await topology.service('api').stop();
    try {
      await using board = await openBoard(browser, topology.url);
      await seen(board, ({ tone, says }) => tone === 'waiting' && says.includes('Connecting'));
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('empty').innerText()).toContain('Instruments cannot be loaded');
      }, WAIT);
      await topology.service('gateway').restart();
      await topology.service('api').restart();
      await seen(board, isLive);
      await allRows(board);
    } finally {
      await topology.service('gateway').restart();
      await topology.service('api').restart();
    }
  });

  it('names the API once when that goes away later', async () => {
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    await topology.service('api').stop();
    try {
      // Read again after a reconnect: now, in place of in a minute.
      await topology.service('gateway').restart();
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('api-note').innerText()).toContain('API unavailable');
      }, WAIT);
    } finally {
      await topology.service('api').restart();
    }
    await vi.waitFor(async () => expect(await board.page.getByTestId('api-note').innerText()).toBe(''), WAIT);
  });
});

async function seen(board: BoardPage, is: (sighting: Sighting) => boolean): Promise<void> {
  await vi.waitFor(async () => {
    expect(await board.now()).toSatisfy(is);
  }, WAIT);
}

/** Every row shows a later quote than before. */
async function movesOn(board: BoardPage, before?: ReadonlyMap<string, number>): Promise<void> {
  const from = before ?? (await allRows(board));
  await vi.waitFor(async () => {
    const now = await board.seqs();
    for (const [symbol, seq] of from) expect(now.get(symbol)).toBeGreaterThan(seq + 5);
  }, WAIT);
}

/** Every row there is, each with a quote; an instrument may be listed a moment after the first are live. */
async function allRows(board: BoardPage): Promise<ReadonlyMap<string, number>> {
  return vi.waitFor(async () => {
    const seqs = await board.seqs();
    expect([...seqs.values()].filter((seq) => seq > 0)).toHaveLength(SYMBOLS);
    return seqs;
  }, WAIT);
}

/** Every quote is accounted for, and the board says so. */
async function wholeAgain(board: BoardPage): Promise<void> {
  await seen(board, isWhole);
  await vi.waitFor(async () => expect((await board.totals()).missing).toBe(0), WAIT);
}

async function auditCloud() {
  const nc = await topology.connect('cloud', 'reader');
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
