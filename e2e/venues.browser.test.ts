import { expect, it, vi } from 'vitest';
import { WITH_EDGE } from '../infra/topology/topology.ts';
import { obstacles } from './browser/accessibility.ts';
import { setUpDesk, WAIT } from './browser/desk.ts';

const desk = setUpDesk({ topology: WITH_EDGE, symbols: 20, rate: 5, sync: '2m' });

it('shows the newest quote of each venue in the detail, with the best prices, also while the edge is cut off', async () => {
  await using board = await desk.opened();
  await board.page.getByTestId('row').first().click();
  const venues = board.page.getByTestId('venues');
  const names = () => venues.locator('tbody td:first-child').allInnerTexts();
  const publishedAt = (venue: string) => venues.locator(`[data-venue="${venue}"] td:last-child`).innerText();
  await vi.waitFor(async () => expect(await names()).toEqual(['edge', 'on-prem']), WAIT);
  expect(await venues.innerText()).toMatch(/best bid (edge|on-prem), best ask (edge|on-prem)/);
  // One bid and one ask are the best.
  expect(await venues.locator('strong').count()).toBe(2);
  expect(await obstacles(board.page)).toEqual([]);
  const cable = desk.topology.sites.cables.get('edge');
  cable?.cut();
  try {
    const onpremMoves = async () => {
      const before = await publishedAt('onprem');
      await vi.waitFor(async () => expect(await publishedAt('onprem')).not.toBe(before), WAIT);
    };
    // The edge's quote stays, with the time at which it was published; the other's goes on.
    await onpremMoves();
    await onpremMoves();
    const edge = await publishedAt('edge');
    await onpremMoves();
    await onpremMoves();
    expect(await publishedAt('edge')).toBe(edge);
  } finally {
    cable?.restore();
  }
  expect(board.faults).toEqual([]);
});
