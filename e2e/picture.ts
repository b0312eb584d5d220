import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openBoard } from './browser/board-page.ts';
import { isWhole } from './browser/looks.ts';
import type { Sighting } from './browser/board-observer.ts';

const IMAGES = resolve(import.meta.dirname, '../docs/images');
const SEEN_WITHIN_MS = 30_000;
const POLL_MS = 100;
/** Long enough for prices to have moved, and for stale ones to have aged. */
const SETTLE_MS = 6_000;

export interface Picture {
  /** Of the file in docs/images, without its ending. */
  readonly name: string;
  readonly url: string;
  readonly window: BrowserContextOptions;
  /** How the board has to look when the picture is taken. */
  readonly looks: (seen: Sighting) => boolean;
  /** Done once the board is whole. */
  readonly first?: () => void;
}

/** Takes a picture of the board for the docs once it has settled as it should look. Throws when it does not come to that. */
export async function takePicture(
  browser: Browser,
  { name, url, window, looks, first }: Picture,
  signal: AbortSignal,
): Promise<void> {
  await using board = await openBoard(browser, url, window);
  const until = async (is: (seen: Sighting) => boolean) => {
    for (const deadline = performance.now() + SEEN_WITHIN_MS; performance.now() < deadline;) {
      const seen = await board.now();
      if (seen && is(seen)) return;
      await delay(POLL_MS, undefined, { signal });
    }
    throw new Error(`${name}: the board shows ${JSON.stringify(await board.now())}`);
  };
  await until(first === undefined ? looks : isWhole);
  await delay(SETTLE_MS, undefined, { signal });
  if (first !== undefined) {
    first();
    await until(looks);
    await delay(SETTLE_MS, undefined, { signal });
  }
  await until(looks);
  const path = join(IMAGES, `${name}.png`);
  await mkdir(IMAGES, { recursive: true });
  await board.page.screenshot({ path });
  console.log(path);
}
