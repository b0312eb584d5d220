import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calibrate } from '../calibration.ts';
import { DAILY_PATH, readDailyBars, type DailyBar } from '../daily.ts';
import { drawIntraday, INTRADAY_VERSION, type IntradayQuote } from './intraday.ts';
import { seededRandom } from '../random.ts';
import { REPLAY_LAYOUTS } from './layouts.ts';

/** The instruments of the replay file. */
export { INSTRUMENTS_PATH } from '../daily.ts';
export { LIMITS } from '../limits.ts';

export interface PrepareOptions {
  /** The replay file to write. */
  readonly path: string;
  /** How many of the newest days. Default 5: a week. */
  readonly days?: number;
  /** Mean time between two quotes of a symbol, in milliseconds. Default `DEFAULT_MEAN_GAP_MS`. */
  readonly meanGapMs?: number;
  readonly seed?: number;
  /** The daily bars. Default `DAILY_PATH`. */
  readonly dailyPath?: string;
}

export const DEFAULT_MEAN_GAP_MS = 2_250;
/** With `DEFAULT_MEAN_GAP_MS`: 4.4 quotes/s a symbol, and a trading day in 39 minutes. */
export const DEFAULT_REPLAY_SPEED = 10;

/**
 * Writes the replay file of the demo, unless one exists that was made from the same data with the same settings.
 * The file is replaced atomically.
 *
 * @returns whether the file was written
 */
export async function prepareReplayFile(options: PrepareOptions): Promise<boolean> {
  const { path, days = 5, meanGapMs = DEFAULT_MEAN_GAP_MS, seed = 1, dailyPath = DAILY_PATH } = options;
  const data = createHash('sha256')
    .update(await readFile(dailyPath))
    .digest('hex');
  const madeWith = `# made with ${JSON.stringify({ version: INTRADAY_VERSION, days, meanGapMs, seed, data })}\n`;
  if ((await readStart(path, madeWith.length)) === madeWith) return false;

  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, csvText(madeWith, await readDailyBars(dailyPath), { days, meanGapMs, seed }));
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return true;
}

async function readStart(path: string, length: number): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length) });
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function* csvText(
  madeWith: string,
  bars: ReadonlyMap<string, readonly DailyBar[]>,
  { days, meanGapMs, seed }: Required<Pick<PrepareOptions, 'days' | 'meanGapMs' | 'seed'>>,
): Generator<string> {
  const { instruments } = calibrate(bars);
  const random = seededRandom(seed);
  const dates = (bars.values().next().value ?? []).slice(-days).map(({ date }) => date);
  yield madeWith;
  yield '# Open, high, low and close of each day are real; the times and prices between are synthetic.\n';
  yield '# Source and licence of the daily prices: services/feed/data/README.md\n';
  yield `${REPLAY_LAYOUTS.quotes.join(',')}\n`;
  for (const date of dates) {
    const quotes = instruments.flatMap((instrument) => {
      const bar = bars.get(instrument.symbol)?.find((candidate) => candidate.date === date);
      return bar === undefined ? [] : drawIntraday(bar, instrument, meanGapMs, random);
    });
    yield quotes
      .toSorted((a, b) => a.time - b.time)
      .map(csvLine)
      .join('');
  }
}

function csvLine({ time, symbol, bid, bidSize, ask, askSize, last }: IntradayQuote): string {
  return `${new Date(time).toISOString()},${symbol},${bid},${bidSize},${ask},${askSize},${last}\n`;
}

if (import.meta.main) {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    process.stderr.write('usage: npm run prices -- <replay file to write>\n');
    process.exitCode = 2;
  } else {
    await prepareReplayFile({ path });
  }
}
