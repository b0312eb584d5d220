import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { openBoard } from './browser/board-page.ts';
import { setUpDesk, subscribed, WAIT } from './browser/desk.ts';

interface SnippetElement {
  readonly ariaLabel: string | null;
  readonly textContent: string | null;
}

const desk = setUpDesk();

describe('a watchlist', () => {
  it('is kept over a reload, and opens elsewhere by its address', async () => {
    await using board = await desk.opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    for (const symbol of [first, second]) {
      await board.page.locator(`[data-symbol="${symbol}"] button`).click();
    }
    await board.page.reload();
    await board.page.getByRole('button', { name: 'Watchlist 2' }).click();
    await vi.waitFor(async () => expect([...(await board.seqs()).keys()]).toEqual([first, second]), WAIT);
    await using other = await openBoard(desk.browser, `${desk.topology.url}/#list=Sent&symbols=${second}`);
    await vi.waitFor(async () => expect([...(await other.seqs()).keys()]).toEqual([second]), WAIT);
    await vi.waitFor(async () => expect(await subscribed(other)).toEqual([second]), WAIT);
    await other.page.getByRole('button', { name: 'Save list' }).click();
    await other.page.getByRole('button', { name: 'Sent 1' }).waitFor();
  });

  it('gets what is starred under all instruments after it was shown', async () => {
    await using board = await desk.opened();
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
    await using board = await openBoard(desk.browser, `${desk.topology.url}/#list=Nothing`);
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('empty').innerText()).toContain('“Nothing” is empty');
      expect((await board.now())?.tone).toBe('live');
    }, WAIT);
  });
});

describe('a shared list', () => {
  it('leaves the own list of that name as it is, and a deleted one can be restored', async () => {
    await using board = await desk.opened();
    const [first = '', second = ''] = [...(await board.seqs()).keys()];
    await board.page.locator(`[data-symbol="${first}"] button`).click();
    await board.page.goto(`${desk.topology.url}/#list=Watchlist&symbols=${second}`);
    await board.page.getByRole('button', { name: 'Save list' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor();
    await board.page.getByRole('button', { name: 'Delete' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor({ state: 'detached' });
    await board.page.getByRole('button', { name: 'Undo' }).click();
    await board.page.getByRole('button', { name: 'Watchlist (2) 1' }).waitFor();
    expect(await board.page.getByRole('button', { name: 'Watchlist 1' }).count()).toBe(1);
  });

  it('of symbols that nobody lists says so', async () => {
    await using board = await openBoard(desk.browser, `${desk.topology.url}/#list=Sent&symbols=NOPE,GONE`);
    await vi.waitFor(async () => {
      expect(await board.page.getByTestId('empty').innerText()).toContain('None of the 2 symbols of “Sent”');
    }, WAIT);
  });
});

describe('the snippets', () => {
  it('for curl do what they say', async () => {
    await using board = await desk.opened();
    const [symbol = ''] = [...(await board.seqs()).keys()];
    await board.page.goto(`${desk.topology.url}/#symbol=${symbol}`);
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
