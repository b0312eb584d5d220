import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { startTopology } from '@quotebridge/testkit';
import type { Topology } from '@quotebridge/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildBoard } from '../../infra/tools/board-build.ts';
import { bundleSizes } from './browser/bundle.ts';
import { obstacles } from './browser/accessibility.ts';
import { openBoard } from './browser/board-page.ts';
import type { BoardPage } from './browser/board-page.ts';
import { contrast } from './browser/contrast.ts';
import { launchChromium } from './browser/chromium.ts';
import { oldestBetween, witnessHeartbeats } from './browser/heartbeats.ts';
import type { Heard } from './browser/heartbeats.ts';
import { isLive } from './browser/looks.ts';
import type { Sighting } from './browser/witness.ts';

const SYMBOLS = 120;
const WAIT = { timeout: 30_000, interval: 50 };
const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

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

/** For the page: notes each frame in which a row shows its last price outside its range of the day. */
const NOTE_PRICES_OUT_OF_RANGE = `{
  globalThis.seenRanges = new Set();
  globalThis.pricesOutOfRange = [];
  const numberOf = (text) => Number(text.replace(/[^\\d.−-]/g, '').replace('−', '-'));
  const look = () => {
    requestAnimationFrame(look);
    for (const row of document.querySelectorAll('[data-testid="row"]')) {
      const [low, high] = (row.querySelector('[data-field="range"]')?.innerText ?? '').split(/\\s+/).map(numberOf);
      const last = numberOf(row.querySelector('[data-field="last"]')?.innerText ?? '');
      if (high === undefined) continue;
      seenRanges.add(row.dataset.symbol + ' ' + low + ' ' + high);
      if (last < low || last > high) pricesOutOfRange.push(row.dataset.symbol + ': ' + [low, last, high].join(' '));
    }
  };
  look();
}`;

/** A heartbeat comes once a second: two seconds old, none has come that should have, and a board that says so is right. */
function isFeedLate(heartbeats: readonly Heard[], at: number): boolean {
  return oldestBetween(heartbeats, at - 1_000, at) > 2_000;
}

let topology: Topology;
let browser: Browser;

beforeAll(async () => {
  await buildBoard(resolve(import.meta.dirname, '../..'), AbortSignal.timeout(60_000));
  // So few that a client of every quote is cut off as soon as two of them wait.
  const gateway = { MAX_QUEUED_QUOTES: '1' };
  [topology, browser] = await Promise.all([
    startTopology({ symbols: SYMBOLS, rate: 5, gateways: 2, sync: '2m', env: { gateway, 'gateway-2': gateway } }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await topology[Symbol.asyncDispose]();
});

describe('the rows', () => {
  it('are subscribed to while they are on the screen, those that one scrolls to at once', async () => {
    await using board = await opened();
    const rows = (await board.seqs()).size;
    expect(rows).toBeLessThan(SYMBOLS / 2);
    await vi.waitFor(async () => expect(await subscribed(board)).toHaveLength(rows), WAIT);
    await board.page.getByRole('grid').focus();
    await board.page.keyboard.press('End');
    await vi.waitFor(async () => {
      const seqs = await board.seqs();
      expect([...seqs.values()].every((seq) => seq > 0)).toBe(true);
      expect((await subscribed(board)).toSorted()).toEqual([...seqs.keys()].toSorted());
    }, WAIT);
    expect(await board.totals()).toMatchObject({ ...CLEAN, unsettled: 0, reconnects: 0 });
    expect(board.faults).toEqual([]);
  });

  it('have the figures of the day', async () => {
    await using board = await opened();
    const row = board.page.getByTestId('row').first();
    await vi.waitFor(async () => {
      expect(await row.locator('[data-field="changePercent"]').innerText()).toMatch(/^[+−]?\d+\.\d\d%$/);
      expect(await row.locator('[data-field="range"]').innerText()).toMatch(/\d+\.\d+\s+\d+\.\d+/);
      expect(await row.locator('[data-field="trail"] path').count()).toBe(1);
    }, WAIT);
  });

  it('show no last price outside its range of the day while that grows', async () => {
    await using board = await opened();
    await board.page.evaluate(NOTE_PRICES_OUT_OF_RANGE);
    const ranges = () => board.page.evaluate<number>('seenRanges.size');
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThan(0), WAIT);
    const before = await ranges();
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThan(before + 20), WAIT);
    expect(await board.page.evaluate<string[]>('pricesOutOfRange')).toEqual([]);
  });

  it('scroll by themselves: the page stays where it is, with the banner on it', async () => {
    await using board = await opened();
    await board.page.getByRole('grid').focus();
    await board.page.keyboard.press('End');
    const row = board.page.locator('[data-testid="row"][data-active="true"]');
    await vi.waitFor(async () => expect(await row.getAttribute('aria-rowindex')).toBe(String(SYMBOLS + 1)), WAIT);
    for (const place of ['banner', 'figure-symbols']) {
      await board.page.getByTestId(place).hover();
      await board.page.mouse.wheel(0, 5_000);
    }
    await board.page.getByTestId('banner').click();
    for (const key of ['Space', 'PageDown', 'End']) await board.page.keyboard.press(key);
    const [top, height, room] = await board.page.evaluate<number[]>(
      `[document.querySelector('[data-testid="banner"]').getBoundingClientRect().top, document.documentElement.scrollHeight, innerHeight]`,
    );
    expect({ top, height }).toEqual({ top: 0, height: room });
  });

  it('are on the screen at 400 % zoom', async () => {
    await using board = await openBoard(browser, topology.url, { viewport: { width: 360, height: 225 } });
    await seen(board, isLive);
    const shown = () =>
      board.page.evaluate<number>(
        `[...document.querySelectorAll('[data-testid="row"][data-seq]')].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length`,
      );
    await vi.waitFor(async () => expect(await shown()).toBeGreaterThanOrEqual(3), WAIT);
    await board.page.getByTestId('figure-link').scrollIntoViewIfNeeded();
    expect((await board.page.getByTestId('banner').boundingBox())!.y).toBe(0);
  });

  it('are sorted by change with one request for all opens, and none is without one', async () => {
    await using board = await opened();
    const asked: string[] = [];
    board.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await board.page.setViewportSize({ width: 1440, height: 900 });
    await board.page.getByRole('button', { name: 'Change', exact: true }).click();
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('sort-note').innerText()).toMatch(/^Change as of/);
    }, WAIT);
    expect(asked.filter((path) => path === '/v1/quotes')).toHaveLength(1);
    expect(asked.filter((path) => path === '/v1/opens').length).toBeLessThanOrEqual(1);
    await board.page.getByRole('grid').focus();
    await board.page.keyboard.press('End');
    await vi.waitFor(async () => {
      const changes = await board.page.locator('[data-testid="row"] [data-field="change"]').allInnerTexts();
      expect(changes.length).toBeGreaterThan(20);
      expect(changes.filter((text) => !/\d/.test(text))).toEqual([]);
    }, WAIT);
  });

  it('are searched and sorted by the address, from a reload and back', async () => {
    await using board = await openBoard(browser, `${topology.url}/#q=a&sort=-last`);
    await seen(board, isLive);
    const head = board.page.locator('[data-field="last"][aria-sort="descending"]');
    await head.waitFor();
    expect(await board.page.getByRole('searchbox').inputValue()).toBe('a');
    await board.page.getByRole('searchbox').fill('ab');
    await board.page.getByRole('button', { name: 'Last' }).click();
    await board.page.locator('[data-field="last"][aria-sort="ascending"]').waitFor();
    expect(new URL(board.page.url()).hash).toBe('#q=ab&sort=last');
    await board.page.goBack();
    await head.waitFor();
    await board.page.reload();
    await head.waitFor();
    expect(await board.page.getByRole('searchbox').inputValue()).toBe('ab');
  });

  it('stay where they are when they are sorted by a price, and the board says since when', async () => {
    await using board = await opened();
    await board.page.getByRole('button', { name: 'Last' }).click();
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('sort-note').innerText()).toMatch(/^Last as of \d\d:\d\d:\d\d/);
    }, WAIT);
    const before = [...(await board.seqs()).keys()];
    expect(before).not.toEqual(before.toSorted());
    const { received } = await board.totals();
    await vi.waitFor(async () => expect((await board.totals()).received).toBeGreaterThan(received + 300), WAIT);
    expect([...(await board.seqs()).keys()]).toEqual(before);
  });
});

describe('by the keyboard', () => {
  it('one searches, goes to a row, opens it and goes back', async () => {
    await using board = await opened();
    const [, , third = ''] = [...(await board.seqs()).keys()];
    await board.page.keyboard.press('/');
    await board.page.keyboard.type(third.toLowerCase());
    await vi.waitFor(async () => expect([...(await board.seqs()).keys()]).toEqual([third]), WAIT);
    await board.page.keyboard.press('Enter');
    await board.page.keyboard.press('ArrowDown');
    await board.page.keyboard.press('Enter');
    const detail = board.page.getByTestId('detail');
    await detail.waitFor();
    expect(new URL(board.page.url()).hash).toBe(`#q=${third.toLowerCase()}&symbol=${third}`);
    await detail.locator('canvas').first().waitFor();
    await vi.waitFor(async () => {
      expect(await detail.getByTestId('journey').innerText()).toMatch(/stored it as message \d+/);
      expect(await detail.locator('[data-testid=journey] li[data-timed=true]').count()).toBe(8);
      expect(await detail.getByTestId('latest').locator('tbody tr').count()).toBeGreaterThan(5);
    }, WAIT);
    await board.page.goBack();
    await detail.waitFor({ state: 'detached' });
    expect(board.faults).toEqual([]);
  });

  it('one goes from cell to cell, and a reader hears which', async () => {
    await using board = await opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    const grid = board.page.getByRole('grid');
    const at = async () => {
      const id = await grid.getAttribute('aria-activedescendant');
      const cell = board.page.locator(`[id="${id}"]`);
      return [id, await cell.getAttribute('role')];
    };
    await grid.focus();
    await vi.waitFor(async () => expect(await at()).toEqual([`row-${first}`, 'row']), WAIT);
    await board.page.keyboard.press('ArrowRight');
    await vi.waitFor(async () => expect(await at()).toEqual([`row-${first}-symbol`, 'rowheader']), WAIT);
    await board.page.keyboard.press('ArrowRight');
    await board.page.keyboard.press('ArrowDown');
    await vi.waitFor(async () => expect(await at()).toEqual([`row-${second}-name`, 'gridcell']), WAIT);
    await board.page.keyboard.press('ArrowLeft');
    await board.page.keyboard.press('ArrowLeft');
    await vi.waitFor(async () => expect(await at()).toEqual([`row-${second}`, 'row']), WAIT);
  });

  it('one sorts by a column, and nothing opens', async () => {
    await using board = await opened();
    await board.page.getByRole('button', { name: 'Last' }).focus();
    await board.page.keyboard.press('Enter');
    await board.page.locator('[data-field="last"][aria-sort="descending"]').waitFor();
    await board.page.keyboard.press('s');
    expect(new URL(board.page.url()).hash).toBe('#sort=-last');
    expect(await board.page.getByTestId('said').innerText()).toBe('');
  });

  it('one goes from row to row with the detail following, and is in the table when it is closed', async () => {
    await using board = await opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    const grid = board.page.getByRole('grid');
    await grid.focus();
    await board.page.keyboard.press('Enter');
    const detail = board.page.getByTestId('detail');
    const title = detail.getByRole('heading', { level: 2 });
    await vi.waitFor(async () => expect(await title.innerText()).toBe(first), WAIT);
    await board.page.keyboard.press('ArrowDown');
    await vi.waitFor(async () => expect(await title.innerText()).toBe(second), WAIT);
    expect(new URL(board.page.url()).hash).toBe(`#symbol=${second}`);
    await detail.getByRole('button', { name: 'Close' }).click();
    await detail.waitFor({ state: 'detached' });
    expect(await isFocused(grid)).toBe(true);
    await board.page.keyboard.press('s');
    expect(await board.page.getByTestId('said').innerText()).toBe(`${second} added to Watchlist`);
    expect(await board.page.getByRole('button', { name: `Unstar ${second}` }).count()).toBe(1);
  });

  it('one comes back to the table from the detail that took its place', async () => {
    await using board = await openBoard(browser, topology.url, { viewport: { width: 390, height: 844 } });
    await seen(board, isLive);
    const grid = board.page.getByRole('grid');
    await grid.focus();
    await board.page.keyboard.press('Enter');
    await vi.waitFor(async () => {
      expect(await isFocused(board.page.getByTestId('detail').getByRole('heading', { level: 2 }))).toBe(true);
    }, WAIT);
    await board.page.keyboard.press('Escape');
    await vi.waitFor(async () => expect(await isFocused(grid)).toBe(true), WAIT);
  });
});

describe('a watchlist', () => {
  it('is kept over a reload, and opens elsewhere by its address', async () => {
    await using board = await opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    for (const symbol of [first, second]) {
      await board.page.locator(`[data-symbol="${symbol}"] button`).click();
    }
    await board.page.reload();
    await board.page.getByRole('button', { name: 'Watchlist 2' }).click();
    await vi.waitFor(async () => expect([...(await board.seqs()).keys()]).toEqual([first, second]), WAIT);
    await using other = await openBoard(browser, `${topology.url}/#list=Sent&symbols=${second}`);
    await vi.waitFor(async () => expect([...(await other.seqs()).keys()]).toEqual([second]), WAIT);
    await vi.waitFor(async () => expect(await subscribed(other)).toEqual([second]), WAIT);
    await other.page.getByRole('button', { name: 'Save list' }).click();
    await other.page.getByRole('button', { name: 'Sent 1' }).waitFor();
  });

  it('gets what is starred under all instruments after it was shown', async () => {
    await using board = await opened();
    await board.page.getByRole('button', { name: 'New watchlist' }).click();
    await board.page.keyboard.type('Rail');
    await board.page.keyboard.press('Enter');
    await board.page.getByTestId('empty').waitFor();
    await board.page.getByRole('button', { name: 'All', exact: false }).first().click();
    await board.page.getByRole('grid').focus();
    await board.page.keyboard.press('s');
    await vi.waitFor(async () => {
      expect(await board.page.getByRole('button', { name: 'Rail 1' }).count()).toBe(1);
    }, WAIT);
  });

  it('that is empty says so', async () => {
    await using board = await openBoard(browser, `${topology.url}/#list=Nothing`);
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('empty').innerText()).toContain('“Nothing” is empty');
      expect((await board.now())?.tone).toBe('live');
    }, WAIT);
  });
});

describe('a list that is shared', () => {
  it('leaves the own list of that name as it is, and one that is deleted can be had back', async () => {
    await using board = await opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    await board.page.locator(`[data-symbol="${first}"] button`).click();
    await board.page.goto(`${topology.url}/#list=Watchlist&symbols=${second}`);
    await board.page.getByRole('button', { name: 'Save list' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor();
    await board.page.getByRole('button', { name: 'Delete' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor({ state: 'detached' });
    await board.page.getByRole('button', { name: 'Undo' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor();
    expect(await board.page.getByRole('button', { name: 'Watchlist 1' }).count()).toBe(1);
  });

  it('of symbols that nobody lists says so', async () => {
    await using board = await openBoard(browser, `${topology.url}/#list=Sent&symbols=NOPE,GONE`);
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('empty').innerText()).toContain('None of the 2 symbols of “Sent”');
    }, WAIT);
  });
});

describe('the snippets', () => {
  it('for curl do what they say', async () => {
    await using board = await opened();
    const [symbol = ''] = [...(await board.seqs()).keys()];
    await board.page.goto(`${topology.url}/#symbol=${symbol}`);
    const snippets = board.page.getByRole('region', { name: 'From your own program' }).locator('pre');
    await snippets.first().waitFor();
    const shown = await snippets.evaluateAll<{ name: string; code: string }[], SnippetElement>((all) =>
      all.map((each) => ({ name: each.ariaLabel ?? '', code: each.textContent ?? '' })),
    );
    const commands = shown.filter(({ code }) => code.startsWith('curl'));
    expect(commands).toHaveLength(4);
    for (const { name, code } of commands) {
      const live = code.startsWith('curl -N');
      const { stdout } = await promisify(execFile)('sh', ['-c', live ? `${code} --max-time 3 || test $? = 28` : code]);
      expect({ name, says: live ? stdout : JSON.stringify(JSON.parse(stdout)) }).toMatchObject({
        name,
        says: expect.stringContaining(symbol),
      });
    }
  });
});

describe('the rate', () => {
  it('is what the gateway keeps to, and the board shows what that saves', async () => {
    await using board = await opened();
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

  it('of every quote is more than a slow board may have: it is cut off, told why, and goes on with fewer', async () => {
    await using board = await opened();
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
    const cloud = await topology.connect('cloud', 'reader');
    const heartbeats = witnessHeartbeats(cloud);
    await using board = await opened();
    // Which of the two serves this board is not known: one after the other is restarted.
    for (const name of ['gateway', 'gateway-2'] as const) await topology.service(name).restart();
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
    await using board = await opened();
    await topology.service('api').stop();
    try {
      await board.page.getByRole('button', { name: 'Last' }).click();
      await vi.waitFor(async () => {
        expect(await board.page.getByTestId('sort-note').innerText()).toBe('Not sorted: API unavailable');
      }, WAIT);
    } finally {
      await topology.service('api').restart();
    }
    await board.page.locator('[data-field="last"][aria-sort="descending"]').waitFor();
    expect(await board.page.getByTestId('sort-note').innerText()).toMatch(/^Last as of/);
  });

  it('shows what is quoted without the API, and names it when that is back', async () => {
    await topology.service('api').stop();
    await using board = await openBoard(browser, topology.url);
    await seen(board, isLive);
    expect((await board.seqs()).size).toBeGreaterThan(10);
    await topology.service('api').restart();
    const name = board.page.getByTestId('row').first().locator('[data-field="name"] > span').first();
    await vi.waitFor(async () => expect(await name.innerText()).not.toBe(''), WAIT);
    await vi.waitFor(async () => expect((await subscribed(board)).length).toBeLessThan(SYMBOLS / 2), WAIT);
    expect(await board.totals()).toMatchObject(CLEAN);
  });
});

describe('the reader', () => {
  it('in another time zone reads its time everywhere, under the chart too', async () => {
    const timezoneId = 'Asia/Kolkata';
    const url = `${topology.url}/states.html?state=stale-detail`;
    await using board = await openBoard(browser, url, { timezoneId });
    await seen(board, ({ says }) => says.includes('Stale since 19:59:57'));
    const drawn = async () => board.page.evaluate<string[]>('drawnTexts');
    await board.page.addInitScript({ content: NOTE_DRAWN_TEXTS });
    await board.page.reload();
    await vi.waitFor(async () => expect((await drawn()).some((text) => /^(19:5\d|20:00)/.test(text))).toBe(true), WAIT);
    expect((await drawn()).filter((text) => /^14:\d\d/.test(text))).toEqual([]);
  });

  it('who wants less motion sees no price flash', async () => {
    await using board = await openBoard(browser, topology.url, { reducedMotion: 'reduce' });
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
    const [board, detail] = await bundleSizes(resolve(import.meta.dirname, '../../frontend/dist'));
    expect(board!.gzip).toBeGreaterThan(50_000);
    expect(board!.gzip).toBeLessThan(130_000);
    expect(detail!.gzip).toBeGreaterThan(30_000);
    expect(detail!.gzip).toBeLessThan(62_000);
  });
});

describe('without brokers', () => {
  it('the page of states shows each of them, with nothing on the console', async () => {
    await using index = await openBoard(browser, `${topology.url}/states.html`);
    const links = index.page.getByRole('navigation', { name: 'States of the board' }).getByRole('link');
    await links.first().waitFor();
    const addresses = await Promise.all((await links.all()).map((link) => link.getAttribute('href')));
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) {
      await using board = await openBoard(browser, `${topology.url}/states.html${address}`);
      await board.page.getByTestId('banner').waitFor();
      const rows = await board.page.getByTestId('row').count();
      const empty = await board.page.getByTestId('empty').count();
      expect({ address, rows: rows > 0, faults: board.faults }).toEqual({ address, rows: empty === 0, faults: [] });
    }
  });

  it.each([
    { colorScheme: 'dark', width: 1440, state: 'live' },
    { colorScheme: 'dark', width: 1440, state: 'stale-detail' },
    { colorScheme: 'light', width: 1440, state: 'detail' },
    { colorScheme: 'light', width: 390, state: 'stale-link' },
    { colorScheme: 'dark', width: 390, state: 'cut-off' },
    { colorScheme: 'light', width: 390, state: 'detail' },
    { colorScheme: 'light', width: 360, height: 225, state: 'live' },
  ] as const)('nothing stands in the way of anybody: $state, $colorScheme, $width wide', async (shown) => {
    const { colorScheme, width, state } = shown;
    const height = 'height' in shown ? shown.height : 420;
    const options = { colorScheme, viewport: { width, height } };
    await using board = await openBoard(browser, `${topology.url}/states.html?state=${state}`, options);
    const hasDetail = state.includes('detail');
    // A narrow screen has the detail in the table's place.
    if (!hasDetail || width > 390) await board.page.getByTestId('row').first().waitFor({ state: 'attached' });
    if (hasDetail) await board.page.getByTestId('latest').waitFor();
    expect(await obstacles(board.page)).toEqual([]);
  });

  it('the rows stay where they are from state to state on a narrow screen, and nothing is cut off', async () => {
    const tops: Record<string, number> = {};
    for (const state of ['live', 'conflating', 'filling', 'moving', 'stale-link', 'stale-reader', 'reconnecting']) {
      const options = { viewport: { width: 390, height: 844 } };
      await using board = await openBoard(browser, `${topology.url}/states.html?state=${state}`, options);
      tops[state] = (await board.page.getByTestId('row').first().boundingBox())!.y;
      const [text, room] = await board.page.evaluate<number[]>(
        `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.querySelector('[data-testid="banner-detail"]'))`,
      );
      expect({ state, isWhole: text! <= room! }).toEqual({ state, isWhole: true });
    }
    const { live } = tops;
    expect(tops).toEqual(Object.fromEntries(Object.keys(tops).map((state) => [state, live])));
  });

  it.each(['light', 'dark'] as const)('stars are seen in %s: 3:1 on every row', async (colorScheme) => {
    await using board = await openBoard(browser, `${topology.url}/states.html?state=detail`, { colorScheme });
    await board.page.locator('[data-testid="row"][data-open="true"]').waitFor();
    const pairs = await board.page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('[data-testid="row"]')].map((row) => {
        const own = getComputedStyle(row).backgroundColor;
        const page = getComputedStyle(document.body).backgroundColor;
        return [getComputedStyle(row.querySelector('button')).color, own === 'rgba(0, 0, 0, 0)' ? page : own];
      })`,
    );
    expect(pairs.length).toBeGreaterThan(10);
    for (const [star, row] of pairs) expect(contrast(star, row)).toBeGreaterThanOrEqual(3);
  });

  it('a stale price is not struck through', async () => {
    await using board = await openBoard(browser, `${topology.url}/states.html?state=stale-detail`);
    await board.page.locator('[data-testid="row"][data-stale="true"]').first().waitFor();
    await board.page.getByTestId('latest').locator('tbody tr').first().waitFor();
    const lines = await board.page.evaluate<string[]>(
      `[...document.querySelectorAll('*')].map((each) => getComputedStyle(each).textDecorationLine)`,
    );
    expect(lines).not.toContain('line-through');
  });

  it('forced colours keep the range bars and the row that is open', async () => {
    const options = { forcedColors: 'active', viewport: { width: 1920, height: 900 } } as const;
    await using board = await openBoard(browser, `${topology.url}/states.html?state=detail`, options);
    await board.page.locator('[data-testid="row"][data-open="true"]').waitFor();
    await board.page.locator('[data-field="range"] i').first().waitFor();
    const [page, open, bar, mark] = await board.page.evaluate<string[]>(
      `['body', '[data-open="true"]', '[data-field="range"] [role="img"]', '[data-field="range"] i']
        .map((selector) => getComputedStyle(document.querySelector(selector)).backgroundColor)`,
    );
    for (const colour of [open, bar, mark]) {
      expect(colour).not.toBe(page);
      expect(colour).not.toBe('rgba(0, 0, 0, 0)');
    }
    expect(mark).not.toBe(bar);
  });

  it('a stale detail has no colours of a price of now', async () => {
    await using board = await openBoard(browser, `${topology.url}/states.html?state=stale-detail`);
    const detail = board.page.getByTestId('detail');
    await detail.getByTestId('latest').locator('tbody tr').first().waitFor();
    expect(await detail.getAttribute('data-stale')).toBe('true');
    expect(await detail.getByText('stale', { exact: true }).count()).toBe(1);
    const [ink, soft] = await board.page.evaluate<string[]>(
      `[getComputedStyle(document.querySelector('[data-testid="latest"] td')).color, getComputedStyle(document.querySelector('[data-testid="latest"] th')).color]`,
    );
    expect(ink).toBe(soft);
  });
});

interface SnippetElement {
  readonly ariaLabel: string | null;
  readonly textContent: string | null;
}

async function opened(): Promise<BoardPage> {
  const board = await openBoard(browser, topology.url);
  await seen(board, isLive);
  return board;
}

function isFocused(element: ReturnType<BoardPage['page']['locator']>): Promise<boolean> {
  return element.evaluate<boolean, { matches(selector: string): boolean }>((each) => each.matches(':focus'));
}

async function seen(board: BoardPage, is: (sighting: Sighting) => boolean): Promise<void> {
  await vi.waitFor(async () => expect(await board.now()).toSatisfy(is), WAIT);
}

function subscribed(board: BoardPage): Promise<readonly string[]> {
  return board.page.evaluate<readonly string[]>('window.quotebridge.subscribed()');
}
