import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import type { BrowserContextOptions } from 'playwright-core';
import { INSTRUMENTS_PATH } from '../feed/sources/daily.ts';
import { DEFAULT_REPLAY_SPEED, prepareReplayFile } from '../feed/sources/prepare.ts';
import { prepareMachine } from './bench/machine.ts';
import { run } from './bench/run.ts';
import { openBoard } from './browser/board-page.ts';
import { launchChromium } from './browser/chromium.ts';
import { isStaleFor, isWhole } from './browser/looks.ts';
import type { Sighting } from './browser/witness.ts';

const IMAGES = resolve(import.meta.dirname, '../../docs/images');
const SIMULATED = 40;
/** Quotes a second of each: slow enough that ages differ. */
const RATE = 1.5;
const SEEN_WITHIN_MS = 30_000;
const POLL_MS = 100;
/** Long enough for the sparklines and the candles to have something to show. */
const WARM_UP_MS = 90_000;
/** Long enough for prices to have moved, and for stale ones to have aged. */
const SETTLE_MS = 6_000;
const WIDE = { viewport: { width: 1440, height: 900 } };
/** Where the detail takes the place of the table there are no rows to look at. */
const saysLive = ({ says }: Sighting) => says.includes('prices are current');
const NARROW = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

await run(async (stopping) => {
  await prepareMachine(stopping);
  await using resources = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'quotebridge-'));
  resources.defer(() => rm(data, { recursive: true, force: true }));
  const prices = join(data, 'replay.csv');
  await prepareReplayFile({ path: prices });
  const feed = {
    FEED_SOURCE: 'replay,simulated',
    FEED_FILE: prices,
    FEED_INSTRUMENTS: INSTRUMENTS_PATH,
    FEED_SPEED: String(DEFAULT_REPLAY_SPEED),
  };
  const topology = resources.use(await startTopology({ symbols: SIMULATED, rate: RATE, env: { feed } }));
  const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
  await mkdir(IMAGES, { recursive: true });
  await delay(WARM_UP_MS, undefined, { signal: stopping });

  /** Takes a picture once the board has settled as it should look. */
  const take = async (
    name: string,
    options: BrowserContextOptions,
    looks: (seen: Sighting) => boolean,
    { hash = '', first }: { readonly hash?: string; readonly first?: () => void } = {},
  ): Promise<void> => {
    await using board = await openBoard(browser, `${topology.url}/${hash}`, options);
    const until = async (is: (seen: Sighting) => boolean) => {
      for (const deadline = performance.now() + SEEN_WITHIN_MS; performance.now() < deadline;) {
        const seen = await board.now();
        if (seen && is(seen)) return;
        await delay(POLL_MS, undefined, { signal: stopping });
      }
      throw new Error(`${name}: the board shows ${JSON.stringify(await board.now())}`);
    };
    await until(first === undefined ? looks : isWhole);
    await delay(SETTLE_MS, undefined, { signal: stopping });
    if (first !== undefined) {
      first();
      await until(looks);
      await delay(SETTLE_MS, undefined, { signal: stopping });
    }
    await until(looks);
    const path = join(IMAGES, `${name}.png`);
    await board.page.screenshot({ path });
    console.log(path);
  };

  await take('board-dark', { ...WIDE, colorScheme: 'dark' }, isWhole);
  await take('board-light', { ...WIDE, colorScheme: 'light' }, isWhole);
  await take('board-390', { ...NARROW, colorScheme: 'dark' }, isWhole);
  await take('board-detail', { ...WIDE, colorScheme: 'dark' }, isWhole, { hash: '#symbol=AAPL' });
  await take('board-detail-390', { ...NARROW, colorScheme: 'light' }, saysLive, { hash: '#symbol=AAPL' });
  await take('board-stale', { ...WIDE, colorScheme: 'dark' }, isStaleFor(/link between the sites/), {
    first: () => topology.sites.cable.cut(),
  });
});
