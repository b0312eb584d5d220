import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { DAILY_PATH, INSTRUMENTS_PATH, readDailyBars } from '../daily.ts';
import { prepareReplayFile } from './prepare.ts';
import { openReplay } from './replay.ts';
import { take, temporaryFile } from '../testing.ts';

const root = resolve(import.meta.dirname, '../../../..');
const SETTINGS = { days: 2, meanGapMs: 120_000 };

test('writes a file that replays, and leaves no other behind', async () => {
  await using file = await temporaryFile('replay.csv');
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS })).toBe(true);
  expect(await readdir(dirname(file.path))).toEqual(['replay.csv']);

  const source = await openReplay({
    path: file.path,
    instrumentsPath: INSTRUMENTS_PATH,
    speed: 1,
    loop: false,
    badLines: 'refuse',
  });
  const quotes = await take(source, Infinity);
  expect(quotes).toHaveLength(5 * 2 * 195);
  for (const [symbol, bars] of await readDailyBars(DAILY_PATH)) {
    const lasts = quotes.filter((quote) => quote.symbol === symbol).map(({ last }) => Number(last));
    const [first, second] = bars.slice(-2);
    expect([lasts[0], lasts[194], lasts[195], lasts[389]]).toEqual(
      [first?.open, first?.close, second?.open, second?.close].map(Number),
    );
    expect(Math.max(...lasts)).toBe(Math.max(Number(first?.high), Number(second?.high)));
    expect(Math.min(...lasts)).toBe(Math.min(Number(first?.low), Number(second?.low)));
  }
});

test('notes in the file that everything between the daily prices is synthetic', async () => {
  await using file = await temporaryFile('replay.csv');
  await prepareReplayFile({ path: file.path, ...SETTINGS });
  expect((await readFile(file.path, 'utf8')).slice(0, 600)).toContain('synthetic');
});

test('keeps a file that was made with the same settings', async () => {
  await using file = await temporaryFile('replay.csv');
  await prepareReplayFile({ path: file.path, ...SETTINGS });
  const before = await stat(file.path);
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS })).toBe(false);
  expect((await stat(file.path)).ino).toBe(before.ino);
});

test('replaces a file made with other settings, from other data, or by another program', async () => {
  await using file = await temporaryFile('replay.csv', 'time,symbol\n');
  await using data = await temporaryFile('daily.csv', await readFile(DAILY_PATH));
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS })).toBe(true);
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS, days: 1 })).toBe(true);
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS, seed: 2, dailyPath: data.path })).toBe(true);
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS, seed: 2 })).toBe(false);
  await writeFile(data.path, `${await readFile(DAILY_PATH, 'utf8')}\n`);
  expect(await prepareReplayFile({ path: file.path, ...SETTINGS, seed: 2, dailyPath: data.path })).toBe(true);
});

test.each([
  ['cannot be read', 'A,B', 'daily.csv:2: has 2 fields'],
  ['is too little', 'A,2013-03-01,2,3,1,2,5', 'A has fewer than three daily bars'],
])('keeps the old file when the data %s', async (_, line, message) => {
  await using file = await temporaryFile('replay.csv', 'old');
  await using data = await temporaryFile('daily.csv', `symbol,date,open,high,low,close,volume\n${line}\n`);
  await expect(prepareReplayFile({ path: file.path, dailyPath: data.path })).rejects.toThrow(message);
  expect(await readFile(file.path, 'utf8')).toBe('old');
  expect(await readdir(dirname(file.path))).toEqual(['replay.csv']);
});

test('runs by its npm script under the oldest Node of this machine, and prints its usage when no file is named', async () => {
  await using file = await temporaryFile('replay.csv');
  const node = await oldestNode();
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: { prices: string } };
  const [program, ...script] = scripts.prices.split(' ');
  expect(program).toBe('node');
  await promisify(execFile)(node, [...script, file.path], { cwd: root });
  expect((await stat(file.path)).size).toBeGreaterThan(10_000_000);
  expect(await prepareReplayFile({ path: file.path })).toBe(false);
  await expect(promisify(execFile)(node, script, { cwd: root })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage: npm run prices') as string,
  });
});

/** Of those on the PATH and the one that runs this test: npm scripts must work under a Node that cannot run TypeScript. */
async function oldestNode(): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path));
  let oldest = { path: process.execPath, major: Number(process.versions.node.split('.')[0]) };
  for (const path of candidates) {
    const { stdout } = await promisify(execFile)(path, ['--version']);
    const major = Number(/^v(\d+)/.exec(stdout)?.[1]);
    if (major < oldest.major) oldest = { path, major };
  }
  return oldest.path;
}
