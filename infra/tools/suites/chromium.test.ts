import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './chromium.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chromium-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

it('takes the one that CHROMIUM names', async () => {
  const mine = join(dir, 'mine');
  await writeFile(mine, '', { mode: 0o755 });
  await writeFile(join(dir, 'chromium'), '', { mode: 0o755 });
  expect(await findChromium({ CHROMIUM: mine, PATH: dir }, 'linux')).toBe(mine);
});

it('does not look elsewhere when CHROMIUM is wrong', async () => {
  await writeFile(join(dir, 'chromium'), '', { mode: 0o755 });
  await expect(findChromium({ CHROMIUM: join(dir, 'gone'), PATH: dir }, 'linux')).rejects.toThrow('CHROMIUM is');
});

it('finds one on the PATH', async () => {
  await writeFile(join(dir, 'chromium'), '', { mode: 0o644 });
  await writeFile(join(dir, 'google-chrome'), '', { mode: 0o755 });
  const PATH = [join(dir, 'empty'), dir].join(delimiter);
  expect(await findChromium({ PATH }, 'linux')).toBe(join(dir, 'google-chrome'));
});

it('says what would help when there is none', async () => {
  await expect(findChromium({ PATH: dir }, 'linux')).rejects.toThrow('set CHROMIUM to the path of one');
});
