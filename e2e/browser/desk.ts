import { resolve } from 'node:path';
import { startTopology } from '@quotebridge/testkit';
import type { Topology, TopologyOptions } from '@quotebridge/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { buildBoard } from '../../infra/tools/board-build.ts';
import { openBoard } from './board-page.ts';
import type { BoardPage } from './board-page.ts';
import type { Sighting } from './board-observer.ts';
import { launchChromium } from './chromium.ts';
import { isLive, isWhole } from './looks.ts';

export const SYMBOLS = 120;
export const WAIT = { timeout: 30_000, interval: 50 };
export const CLEAN = { missing: 0, duplicates: 0, outOfOrder: 0, unexplained: 0 };

/** So few that a client of every quote is disconnected as soon as two of them wait. */
const SHORT_QUEUE = { MAX_QUEUED_QUOTES: '1' };
const TWO_GATEWAYS: TopologyOptions = {
  symbols: SYMBOLS,
  rate: 5,
  gateways: 2,
  sync: '2m',
  env: { gateway: SHORT_QUEUE, 'gateway-2': SHORT_QUEUE },
};

/** A demo and a browser, started before the tests of a file. */
export interface Desk {
  readonly topology: Topology;
  readonly browser: Browser;
  /** Opens the board, and resolves once its prices are live. */
  opened(): Promise<BoardPage>;
}

/** Starts a desk before the tests of the calling file, by default with two gateways, and stops it after them. */
export function setUpDesk(options: TopologyOptions = TWO_GATEWAYS): Desk {
  let topology: Topology;
  let browser: Browser;
  beforeAll(async () => {
    await buildBoard(resolve(import.meta.dirname, '../..'), AbortSignal.timeout(60_000));
    [topology, browser] = await Promise.all([startTopology(options), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await topology[Symbol.asyncDispose]();
  });
  return {
    get topology() {
      return topology;
    },
    get browser() {
      return browser;
    },
    async opened() {
      const board = await openBoard(browser, topology.url);
      await seen(board, isLive);
      return board;
    },
  };
}

export function isFocused(element: ReturnType<BoardPage['page']['locator']>): Promise<boolean> {
  return element.evaluate<boolean, { matches(selector: string): boolean }>((each) => each.matches(':focus'));
}

/** Waits until the board looks so. */
export async function seen(board: BoardPage, is: (sighting: Sighting) => boolean): Promise<void> {
  await vi.waitFor(async () => expect(await board.now()).toSatisfy(is), WAIT);
}

/** The symbols that the page is subscribed to. */
export function subscribed(board: BoardPage): Promise<readonly string[]> {
  return board.page.evaluate<readonly string[]>('window.quotebridge.subscribed()');
}

/** Waits until every row shows a later quote than before. */
export async function movesOn(board: BoardPage, symbols: number, before?: ReadonlyMap<string, number>): Promise<void> {
  const from = before ?? (await allRows(board, symbols));
  await vi.waitFor(async () => {
    const now = await board.seqs();
    for (const [symbol, seq] of from) expect(now.get(symbol)).toBeGreaterThan(seq + 5);
  }, WAIT);
}

/** Waits for all rows, each with a quote: an instrument may be listed a moment after the first are live. */
export async function allRows(board: BoardPage, symbols: number): Promise<ReadonlyMap<string, number>> {
  return vi.waitFor(async () => {
    const seqs = await board.seqs();
    expect([...seqs.values()].filter((seq) => seq > 0)).toHaveLength(symbols);
    return seqs;
  }, WAIT);
}

/** Waits until every quote is accounted for, and the board says so. */
export async function wholeAgain(board: BoardPage): Promise<void> {
  await seen(board, isWhole);
  await vi.waitFor(async () => expect((await board.totals()).missing).toBe(0), WAIT);
}
