import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BoardPage } from './browser/board-page.ts';
import { openBoard } from './browser/board-page.ts';
import { seen, setUpDesk, WAIT } from './browser/desk.ts';
import { isLive, isStaleFor, isWhole } from './browser/looks.ts';

const desk = setUpDesk({ symbols: 20, console: true });
afterEach(() => desk.topology.sites.cable.restore());

const part = (board: BoardPage, name: string) => board.page.getByTestId(`strip-${name}`);
const toneOf = (board: BoardPage, name: string) => part(board, name).getAttribute('data-tone');
const held = async (board: BoardPage) =>
  Number((await board.page.getByTestId('strip-held').textContent())?.replaceAll(/\D/g, ''));

async function allGood(board: BoardPage): Promise<void> {
  await vi.waitFor(async () => {
    const tones = await Promise.all(['origin', 'link', 'mirror', 'you'].map((name) => toneOf(board, name)));
    expect(tones).toEqual(['good', 'good', 'good', 'good']);
  }, WAIT);
}

/** Records, frame by frame, what strip, banner and foot show together. */
interface Together {
  readonly headline: string;
  readonly held: string;
  readonly footHeld: string;
  readonly missing: string;
  readonly missingTone: string;
}
const RECORD = `(() => {
  const text = (selector) => document.querySelector(selector)?.textContent ?? '';
  globalThis.together = [];
  const look = () => {
    requestAnimationFrame(look);
    const now = {
      headline: text('[data-testid="banner"] strong'),
      held: text('[data-testid="strip-held"]').replaceAll(/[^0-9]/g, '') || '0',
      footHeld: text('[data-testid="figure-held"] dd').replaceAll(/[^0-9]/g, ''),
      missing: text('[data-testid="figure-missing"] dd').replaceAll(/[^0-9]/g, ''),
      missingTone: document.querySelector('[data-testid="figure-missing"]').dataset.tone,
    };
    if (JSON.stringify(now) !== JSON.stringify(together.at(-1))) together.push(now);
  };
  look();
})()`;

describe('the strip', () => {
  it('shows on-prem going on and what it holds while the link is cut, and keeps the receipt', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    await allGood(board);
    await board.page.evaluate(RECORD);
    const before = Number(await board.page.getByTestId('receipt').getAttribute('data-number'));

    desk.topology.sites.cable.cut();
    await vi.waitFor(async () => expect(await held(board)).toBeGreaterThan(600), WAIT);
    await seen(board, isStaleFor(/link between the sites is down/));
    expect(await toneOf(board, 'origin')).toBe('good');
    expect(await toneOf(board, 'link')).toBe('warn');
    expect(await toneOf(board, 'mirror')).toBe('warn');
    expect(await part(board, 'link').textContent()).toMatch(/down for \d+ s/);
    expect(await board.page.getByTestId('receipt').textContent()).toBe('on-prem as seen there, not through the cable');
    const during = await held(board);
    await vi.waitFor(async () => expect(await held(board)).toBeGreaterThan(during), WAIT);

    desk.topology.sites.cable.restore();
    await seen(board, isWhole);
    await allGood(board);
    await vi.waitFor(
      async () => expect(await board.page.getByTestId('receipt').getAttribute('data-number')).toBe(String(before + 1)),
      WAIT,
    );
    expect(await board.page.getByTestId('strip-held').count()).toBe(0);
    const receipt = await board.page.getByTestId('receipt').textContent();
    const [, wasHeld, recovered] = /cut · ([\d,]+) held · ([\d,]+) recovered · 0 lost · 0 duplicates$/.exec(receipt!)!;
    expect(recovered).toBe(wasHeld);

    const together = await board.page.evaluate<Together[]>('together');
    expect(together.length).toBeGreaterThan(5);
    expect(together.filter(({ held: strip, footHeld }) => strip !== footHeld)).toEqual([]);
    const live = together.filter(({ headline }) => headline === 'Live');
    expect(live.filter(({ held: waiting, missing }) => waiting !== '0' || missing !== '0')).toEqual([]);
    expect(together.filter(({ missingTone }) => missingTone === 'bad')).toEqual([]);
    expect(board.faults).toEqual([]);
  });

  it('says that it does not know while the console does not run, and is back with it', async () => {
    await using board = await openBoard(desk.browser, desk.topology.url);
    await seen(board, isLive);
    await allGood(board);
    await desk.topology.service('console').stop();
    await vi.waitFor(async () => expect(await part(board, 'origin').count()).toBe(0), WAIT);
    expect(await part(board, 'link').getAttribute('data-link')).toBe('up');
    await seen(board, isLive);
    await desk.topology.service('console').restart();
    await allGood(board);
  });
});
