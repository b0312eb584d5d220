import { describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { isFocused, seen, setUpDesk, WAIT } from './browser/desk.ts';
import { isLive } from './browser/looks.ts';

const desk = setUpDesk();

describe('by the keyboard', () => {
  it('one searches, goes to a row, opens it and goes back', async () => {
    await using board = await desk.opened();
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

  it('one moves from cell to cell, and a screen reader gets each', async () => {
    await using board = await desk.opened();
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
    await using board = await desk.opened();
    await board.page.getByRole('button', { name: 'Last' }).focus();
    await board.page.keyboard.press('Enter');
    await board.page.locator('[data-field="last"][aria-sort="descending"]').waitFor();
    await board.page.keyboard.press('s');
    expect(new URL(board.page.url()).hash).toBe('#sort=-last');
    expect(await board.page.getByTestId('said').innerText()).toBe('');
  });

  it('one goes from row to row with the detail following, and is in the table when it is closed', async () => {
    await using board = await desk.opened();
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
    await using board = await openBoard(desk.browser, desk.topology.url, { viewport: { width: 390, height: 844 } });
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
