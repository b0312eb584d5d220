import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTopology } from '@quotebridge/testkit';
import { Command } from 'commander';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { address } from '../services/cli/address.ts';
import { INSTRUMENTS_PATH } from '../services/feed/sources/daily.ts';
import { DEFAULT_REPLAY_SPEED, prepareReplayFile } from '../services/feed/sources/replay/prepare.ts';
import { prepareMachine } from '../infra/tools/prepare-machine.ts';
import { run } from '../infra/tools/interruptible.ts';
import { launchChromium } from './browser/chromium.ts';
import { isStaleFor, isWhole } from './browser/looks.ts';
import type { Sighting } from './browser/board-observer.ts';
import { takePicture } from './picture.ts';
import type { Picture } from './picture.ts';

const SIMULATED = 40;
/** Quotes a second of each: slow enough that ages differ. */
const RATE = 1.5;
/** Long enough for the sparklines and the candles to have something to show. */
const WARM_UP_MS = 90_000;
const WIDE = { viewport: { width: 1440, height: 900 } };
/** Where the detail takes the place of the table there are no rows to look at. */
const saysLive = ({ says }: Sighting) => says.includes('up to date');
const NARROW = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const { kind } = new Command('npm run screenshots --')
  .description('Takes the pictures of the board that are in the docs, from a demo of its own.')
  .option('--kind <url>', 'only the one of the clusters: the address that kind:up printed', address)
  .parse()
  .opts<{ kind?: string }>();

await run(async (stopping) => {
  await using resources = new AsyncDisposableStack();
  const browser = resources.adopt(await launchChromium(), (launched) => launched.close());
  if (kind === undefined) {
    await takeOwn(browser, stopping);
    return;
  }
  const window = { ...WIDE, colorScheme: 'dark' } as const;
  await takePicture(browser, { name: 'board-kubernetes', url: kind, window, looks: isWhole }, stopping);
});

/** Takes all the others, of a demo that is started for it. */
async function takeOwn(browser: Browser, stopping: AbortSignal): Promise<void> {
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
  await delay(WARM_UP_MS, undefined, { signal: stopping });

  const take = (
    name: string,
    window: BrowserContextOptions,
    looks: Picture['looks'],
    { hash = '', ...more }: { readonly hash?: string } & Pick<Picture, 'first'> = {},
  ) => takePicture(browser, { name, url: `${topology.url}/${hash}`, window, looks, ...more }, stopping);

  await take('board-dark', { ...WIDE, colorScheme: 'dark' }, isWhole);
  await take('board-light', { ...WIDE, colorScheme: 'light' }, isWhole);
  await take('board-390', { ...NARROW, colorScheme: 'dark' }, isWhole);
  await take('board-detail', { ...WIDE, colorScheme: 'dark' }, isWhole, { hash: '#symbol=AAPL' });
  await take('board-detail-390', { ...NARROW, colorScheme: 'light' }, saysLive, { hash: '#symbol=AAPL' });
  await take('board-stale', { ...WIDE, colorScheme: 'dark' }, isStaleFor(/link between the sites/), {
    first: () => topology.sites.cable.cut(),
  });
}
