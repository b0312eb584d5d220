import { describe, expect, it } from 'vitest';
import { obstacles } from './browser/accessibility.ts';
import { openBoard } from './browser/board-page.ts';
import { contrast } from './browser/contrast.ts';
import { setUpDesk } from './browser/desk.ts';

const desk = setUpDesk();

describe('without brokers', () => {
  it('the page of states shows each of them, with nothing on the console', async () => {
    await using index = await openBoard(desk.browser, `${desk.topology.url}/states.html`);
    const links = index.page.getByRole('navigation', { name: 'States of the board' }).getByRole('link');
    await links.first().waitFor();
    const addresses = await Promise.all((await links.all()).map((link) => link.getAttribute('href')));
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) {
      await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html${address}`);
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
    { colorScheme: 'dark', width: 1440, state: 'interrupted' },
    { colorScheme: 'light', width: 390, state: 'interrupted' },
    { colorScheme: 'light', width: 1440, state: 'lossy' },
    { colorScheme: 'dark', width: 390, state: 'cut-off' },
    { colorScheme: 'light', width: 390, state: 'detail' },
    { colorScheme: 'light', width: 360, height: 225, state: 'live' },
  ] as const)('nothing stands in the way of anybody: $state, $colorScheme, $width wide', async (shown) => {
    const { colorScheme, width, state } = shown;
    const height = 'height' in shown ? shown.height : 420;
    const options = { colorScheme, viewport: { width, height } };
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=${state}`, options);
    const hasDetail = state.includes('detail');
    // A narrow screen has the detail in the table's place.
    if (!hasDetail || width > 390) await board.page.getByTestId('row').first().waitFor({ state: 'attached' });
    if (hasDetail) await board.page.getByTestId('latest').waitFor();
    expect(await obstacles(board.page)).toEqual([]);
  });

  it('the rows stay where they are from state to state on a narrow screen, and nothing is cut off', async () => {
    const tops: Record<string, number> = {};
    for (const state of [
      'live',
      'conflating',
      'filling',
      'moving',
      'switched',
      'stale-link',
      'stale-reader',
      'interrupted',
      'arriving',
      'recovered',
      'alone',
      'reconnecting',
    ]) {
      const options = { viewport: { width: 390, height: 844 } };
      await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=${state}`, options);
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
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=detail`, { colorScheme });
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
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=stale-detail`);
    await board.page.locator('[data-testid="row"][data-stale="true"]').first().waitFor();
    await board.page.getByTestId('latest').locator('tbody tr').first().waitFor();
    const lines = await board.page.evaluate<string[]>(
      `[...document.querySelectorAll('*')].map((each) => getComputedStyle(each).textDecorationLine)`,
    );
    expect(lines).not.toContain('line-through');
  });

  it('forced colours keep the range bars and the row that is open', async () => {
    const options = { forcedColors: 'active', viewport: { width: 1920, height: 900 } } as const;
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=detail`, options);
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
    // The colour of a price that has just changed would hide its figure.
    const figure = await board.page.evaluate<string>(`(() => {
      const price = document.querySelector('[data-open="true"] [data-field="bid"]');
      price.dataset.direction = 'up';
      price.dataset.flash = '';
      return getComputedStyle(price.firstElementChild).backgroundColor;
    })()`);
    expect(figure).toBe('rgba(0, 0, 0, 0)');
  });

  it('forced colours mark a stale row without crossing out its figures', async () => {
    const options = { forcedColors: 'active', viewport: { width: 390, height: 844 } } as const;
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=stale-link`, options);
    await board.page.locator('[data-testid="row"][data-stale="true"] [data-field="bid"]').first().waitFor();
    const { image, width, firstFigure } = await board.page.evaluate<{
      image: string;
      width: number;
      firstFigure: number;
    }>(`(() => {
      const row = document.querySelector('[data-testid="row"][data-stale="true"]');
      const { backgroundImage, width } = getComputedStyle(row, '::before');
      return { image: backgroundImage, width: parseFloat(width), firstFigure: row.querySelector('[data-field="bid"]').getBoundingClientRect().left };
    })()`);
    expect(image).toContain('gradient');
    expect(width).toBeGreaterThan(0);
    expect(width).toBeLessThan(firstFigure);
  });

  it('a stale detail has no colours of live prices', async () => {
    await using board = await openBoard(desk.browser, `${desk.topology.url}/states.html?state=stale-detail`);
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
