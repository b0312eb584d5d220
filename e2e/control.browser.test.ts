import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { obstacles } from './browser/accessibility.ts';
import { openBoard } from './browser/board-page.ts';
import type { BoardPage } from './browser/board-page.ts';
import { isFocused, seen, setUpDesk, WAIT } from './browser/desk.ts';
import { isLive } from './browser/looks.ts';

const desk = setUpDesk({ symbols: 20, console: true });
afterEach(() => desk.topology.sites.cable.restore());

const token = async () => (await readFile(join(desk.topology.data, 'operator-token'), 'utf8')).trim();
const link = (page: BoardPage['page']) => page.getByTestId('edge-link');
const origin = (page: BoardPage['page']) => page.getByTestId('box-brokers-onprem');
const held = async (page: BoardPage['page']) =>
  Number(/held ([\d,]+)/.exec((await origin(page).textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN);
const tone = async (page: BoardPage['page'], expected: string) =>
  vi.waitFor(async () => expect(await link(page).getAttribute('data-tone')).toBe(expected), WAIT);

/** Opens the control page, with the token known to the tab. */
async function opened(options = {}): Promise<BoardPage> {
  const board = await openBoard(desk.browser, `${desk.topology.url}/control`, options);
  await board.page.evaluate(`sessionStorage.setItem('quotebridge.operator', ${JSON.stringify(await token())})`);
  await tone(board.page, 'good');
  return board;
}

describe('the control page', () => {
  it('shows a cut on the topology, what is held, and its receipt once the link is restored', async () => {
    await using board = await opened();
    const { page } = board;
    expect(await origin(page).textContent()).toMatch(/NATS, origin.*onprem-1leader/);
    await vi.waitFor(
      async () => expect(await page.getByTestId('box-gateway-cloud').textContent()).toContain('1 client'),
      WAIT,
    );
    const before = await page.getByTestId('receipt-row').count();

    await page.getByTestId('panel-cable').click();
    await tone(page, 'warn');
    expect(desk.topology.sites.cable.isCut).toBe(true);
    expect(await link(page).textContent()).toContain('cut');
    await vi.waitFor(async () => expect(await held(page)).toBeGreaterThan(100), WAIT);
    const first = await held(page);
    await vi.waitFor(async () => expect(await held(page)).toBeGreaterThan(first), WAIT);
    expect(await page.getByTestId('ledger').textContent()).not.toContain('✕');
    expect(await obstacles(page)).toEqual([]);

    await vi.waitFor(
      async () => expect(await page.getByTestId('panel-cable').getAttribute('data-action')).toBe('restore'),
      WAIT,
    );
    await page.getByTestId('panel-cable').click();
    await tone(page, 'good');
    await vi.waitFor(async () => expect(await page.getByTestId('receipt-row').count()).toBe(before + 1), WAIT);
    await vi.waitFor(async () => expect(await held(page)).toBe(0), WAIT);
    const saved = page.waitForEvent('download');
    await page.getByTestId('export-receipts').click();
    const { receipts } = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    expect(receipts[0]).toMatchObject({ number: before + 1, cause: 'link', lost: 0, duplicates: 0 });
    expect(receipts[0].recovered).toBe(receipts[0].held);
    expect(receipts[0].held).toBeGreaterThan(first);
    expect(board.faults).toEqual([]);
  });

  it('fits during a cut at 400 % zoom, and shows its slider in forced colours', async () => {
    const width = 320;
    await using board = await opened({ viewport: { width, height: 256 }, forcedColors: 'active' });
    const { page } = board;
    desk.topology.sites.cable.cut();
    const mirror = page.locator('[data-place="mirror"]');
    await vi.waitFor(async () => expect(await mirror.textContent()).toMatch(/\d{3} to come/), WAIT);
    const { x, width: wide } = (await mirror.boundingBox())!;
    expect(x + wide).toBeLessThanOrEqual(width);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    const [track, canvas] = await page.evaluate<string[]>(
      `[document.querySelector('[data-testid="stage"]').parentElement, document.body].map((element) => getComputedStyle(element).backgroundColor)`,
    );
    expect(track).not.toBe(canvas);
    expect(track).not.toBe('rgba(0, 0, 0, 0)');
    expect(board.faults).toEqual([]);
  });

  it('kills a service, which shows on the topology until it is back, and in the audit', async () => {
    await using board = await opened();
    const { page } = board;
    const { pid } = desk.topology.service('api');
    await page.getByTestId('process').selectOption('api');
    await page.getByTestId('process-kill').click();
    await page.getByText('Kill api: done').waitFor();
    await vi.waitFor(() => expect(desk.topology.service('api').pid).not.toBe(pid), WAIT);
    await vi.waitFor(
      async () => expect(await page.getByTestId('box-api-cloud').getAttribute('data-tone')).toBe('good'),
      WAIT,
    );
    const audit = await readFile(join(desk.topology.data, 'console-audit.jsonl'), 'utf8');
    expect(JSON.parse(audit.trim().split('\n').at(-1)!)).toMatchObject({
      action: 'kill',
      target: 'api',
      result: 'done',
    });
  });

  it('shows a broker that hangs, and one that goes on', async () => {
    await using board = await opened();
    const { page } = board;
    await page.getByTestId('process').selectOption('onprem-1');
    await page.getByTestId('process-hang').click();
    await origin(page).getByText('does not answer').waitFor();
    await page.getByTestId('process-resume').click();
    await origin(page).getByText('leader').waitFor();
    await vi.waitFor(async () => expect(await origin(page).getAttribute('data-tone')).toBe('good'), WAIT);
  });

  it('is reached from the board and left again without loading, by keyboard', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    const { page } = board;
    await seen(board, isLive);
    await page.evaluate('window.stays = true');
    const to = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
    await to('Control').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('control').waitFor();
    expect(new URL(page.url()).pathname).toBe('/control');
    expect(await to('Control').getAttribute('aria-current')).toBe('page');
    // The boxes of the topology are reached with Tab, and have their facts as their names.
    const box = page.getByRole('group', { name: /^NATS, origin on-prem, held / });
    await box.focus();
    expect(await isFocused(box)).toBe(true);
    await page.goBack();
    await seen(board, isLive);
    expect(await page.evaluate('window.stays')).toBe(true);
    expect((await board.totals()).missing).toBe(0);
  });

  it.each([
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 390 },
    { colorScheme: 'light', width: 390 },
  ] as const)('has no accessibility violations: $colorScheme, $width wide', async ({ colorScheme, width }) => {
    await using board = await opened({ colorScheme, viewport: { width, height: 800 } });
    const { page } = board;
    await page.getByText('As a table').click();
    await page.getByTestId('link-row').waitFor();
    expect(await obstacles(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(board.faults).toEqual([]);
  });
});
