import { describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { CLEAN, seen, setUpDesk, subscribed, SYMBOLS, WAIT } from './browser/desk.ts';
import { isLive } from './browser/looks.ts';

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

const desk = setUpDesk();

describe('the rows', () => {
  it('are subscribed to while they are on the screen, those that one scrolls to at once', async () => {
    await using board = await desk.opened();
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
    await using board = await desk.opened();
    const row = board.page.getByTestId('row').first();
    await vi.waitFor(async () => {
      expect(await row.locator('[data-field="changePercent"]').innerText()).toMatch(/^[+−]?\d+\.\d\d%$/);
      expect(await row.locator('[data-field="range"]').innerText()).toMatch(/\d+\.\d+\s+\d+\.\d+/);
      expect(await row.locator('[data-field="trail"] path').count()).toBe(1);
    }, WAIT);
  });

  it('show no last price outside its range of the day while that grows', async () => {
    await using board = await desk.opened();
    await board.page.evaluate(NOTE_PRICES_OUT_OF_RANGE);
    const ranges = () => board.page.evaluate<number>('seenRanges.size');
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThan(0), WAIT);
    const before = await ranges();
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThan(before + 20), WAIT);
    expect(await board.page.evaluate<string[]>('pricesOutOfRange')).toEqual([]);
  });

  it('scroll by themselves: the page stays where it is, with the banner on it', async () => {
    await using board = await desk.opened();
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
    await using board = await openBoard(desk.browser, desk.topology.url, { viewport: { width: 360, height: 225 } });
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
    await using board = await desk.opened();
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
    await using board = await openBoard(desk.browser, `${desk.topology.url}/#q=a&sort=-last`);
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
    await using board = await desk.opened();
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
