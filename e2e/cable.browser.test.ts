import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { obstacles } from './browser/accessibility.ts';
import { openBoard } from './browser/board-page.ts';
import type { BoardPage } from './browser/board-page.ts';
import { isFocused, seen, setUpDesk, WAIT } from './browser/desk.ts';
import { isLive, isStaleFor, isWhole } from './browser/looks.ts';

const desk = setUpDesk({ symbols: 20, console: true });
afterEach(() => desk.topology.sites.cable.restore());

const token = async () => (await readFile(join(desk.topology.data, 'operator-token'), 'utf8')).trim();
const cable = (board: BoardPage) => board.page.getByTestId('cable');
const dialog = (board: BoardPage) => board.page.getByTestId('operator-dialog');
const offers = (board: BoardPage, action: string) =>
  vi.waitFor(async () => expect(await cable(board).getAttribute('data-action')).toBe(action), WAIT);

async function opened(options = {}): Promise<BoardPage> {
  const board = await openBoard(desk.browser, desk.topology.url, options);
  await seen(board, isLive);
  await offers(board, 'cut');
  return board;
}

describe('the cable', () => {
  it('is pulled and restored by a click, after the token was entered once', async () => {
    await using board = await opened();
    const before = Number(await board.page.getByTestId('receipt').getAttribute('data-number'));
    await cable(board).click();
    expect(await dialog(board).textContent()).toContain('npm run cable -- cut');
    await dialog(board)
      .getByLabel('Operator token')
      .fill(await token());
    await dialog(board).getByRole('button', { name: 'Pull the cable' }).click();
    await dialog(board).waitFor({ state: 'detached' });
    expect(desk.topology.sites.cable.isCut).toBe(true);
    await offers(board, 'restore');
    await seen(board, isStaleFor(/link between the sites is down/));
    await board.page.getByTestId('strip-held').waitFor();

    await cable(board).click();
    await seen(board, isWhole);
    expect(await dialog(board).count()).toBe(0);
    await vi.waitFor(
      async () => expect(await board.page.getByTestId('receipt').getAttribute('data-number')).toBe(String(before + 1)),
      WAIT,
    );
    await offers(board, 'cut');
    expect(board.faults).toEqual([]);
    // The tab keeps the token when it is loaded again.
    await board.page.reload();
    await seen(board, isLive);
    await offers(board, 'cut');
    await cable(board).click();
    await vi.waitFor(() => expect(desk.topology.sites.cable.isCut).toBe(true), WAIT);
    expect(board.page.url()).not.toContain(await token());
  });

  it('stays where it is with a wrong token, and the page shows why', async () => {
    await using board = await opened();
    await cable(board).click();
    await dialog(board).getByLabel('Operator token').fill('wrong');
    await dialog(board).getByRole('button', { name: 'Pull the cable' }).click();
    const failure = board.page.getByTestId('operator-failure');
    await vi.waitFor(
      async () => expect(await failure.textContent()).toBe('This is not the token that npm start printed.'),
      WAIT,
    );
    expect(desk.topology.sites.cable.isCut).toBe(false);
    expect(await obstacles(board.page)).toEqual([]);
  });

  it('shows a failure plainly when the token is known', async () => {
    await using board = await opened();
    await board.page.evaluate(`sessionStorage.setItem('quotebridge.operator', ${JSON.stringify(await token())})`);
    await board.page.route('**/console/v1/link/cut', (route) =>
      route.fulfill({ status: 502, json: { detail: 'the demo did not do it' } }),
    );
    await cable(board).click();
    await dialog(board).getByText('The console refused it: the demo did not do it.').waitFor();
    await board.page.unroute('**/console/v1/link/cut');
    await dialog(board).getByRole('button', { name: 'Try again' }).click();
    await dialog(board).waitFor({ state: 'detached' });
    expect(desk.topology.sites.cable.isCut).toBe(true);
  });

  it('needs no mouse', async () => {
    await using board = await opened();
    await cable(board).focus();
    await board.page.keyboard.press('Enter');
    const input = dialog(board).getByLabel('Operator token');
    await vi.waitFor(async () => expect(await isFocused(input)).toBe(true), WAIT);
    await board.page.keyboard.press('Escape');
    await dialog(board).waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect(await isFocused(cable(board))).toBe(true), WAIT);
    await board.page.keyboard.press('Enter');
    await vi.waitFor(async () => expect(await isFocused(input)).toBe(true), WAIT);
    await board.page.keyboard.type(await token());
    await board.page.keyboard.press('Enter');
    await dialog(board).waitFor({ state: 'detached' });
    expect(desk.topology.sites.cable.isCut).toBe(true);
    expect(board.faults).toEqual([]);
  });

  it.each([
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'light', width: 390 },
  ] as const)('nothing stands in the way of anybody in its dialog: $colorScheme, $width wide', async (shown) => {
    const { colorScheme, width } = shown;
    await using board = await opened({ colorScheme, viewport: { width, height: 700 } });
    const box = (await cable(board).boundingBox())!;
    expect(box.height).toBeGreaterThanOrEqual(24);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    await cable(board).click();
    await dialog(board).waitFor();
    expect(await obstacles(board.page)).toEqual([]);
    const popup = (await dialog(board).boundingBox())!;
    expect(popup.x).toBeGreaterThanOrEqual(0);
    expect(popup.x + popup.width).toBeLessThanOrEqual(width);
    await dialog(board)
      .getByLabel('Operator token')
      .fill(await token());
    await board.page.keyboard.press('Enter');
    await dialog(board).waitFor({ state: 'detached' });
    await board.page.getByText(/down for 1\d s/).waitFor();
    await board.page.getByTestId('strip-held').waitFor();
    for (const id of ['strip-origin', 'strip-link', 'strip-mirror', 'cable']) {
      const { x, width: own } = (await board.page.getByTestId(id).boundingBox())!;
      expect({ id, isInside: x >= 0 && x + own <= width }).toEqual({ id, isInside: true });
    }
    expect(await obstacles(board.page)).toEqual([]);
  });
});
