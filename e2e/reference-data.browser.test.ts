import { describe, expect, it, vi } from 'vitest';
import { obstacles } from './browser/accessibility.ts';
import { setUpDesk, WAIT } from './browser/desk.ts';

const desk = setUpDesk({ symbols: 20, rate: 5, sync: '2m' });

describe('the reference data in the detail', () => {
  it('are shown, marked stale with their time in a cut, and fresh again after it', async () => {
    await using board = await desk.opened();
    await board.page.getByTestId('row').first().click();
    const data = board.page.getByTestId('reference-data');
    const text = () => data.innerText();
    await vi.waitFor(async () => {
      expect(await text()).toMatch(/Lot size\s+\d+/);
      expect(await text()).toContain('Mon–Fri 09:30–16:00 (America/New York)');
      expect(await text()).toContain('invented for the demo');
      expect(await text()).not.toContain('stale');
    }, WAIT);
    expect(await obstacles(board.page)).toEqual([]);
    const { cable } = desk.topology.sites;
    cable.cut();
    try {
      await vi.waitFor(async () => expect(await text()).toMatch(/stale, as of \d\d:\d\d:\d\d/), WAIT);
      expect(await text()).toMatch(/Lot size\s+\d+/);
      expect(await obstacles(board.page)).toEqual([]);
    } finally {
      cable.restore();
    }
    await vi.waitFor(async () => expect(await text()).not.toContain('stale'), WAIT);
    expect(board.faults).toEqual([]);
  });
});
