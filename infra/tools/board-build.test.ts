import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOutdated } from './board-build.ts';

let dir: string;
const paths = () => ({ frontend: join(dir, 'frontend'), also: [join(dir, 'contracts')] });

async function touch(path: string, second: number): Promise<void> {
  await mkdir(join(dir, path, '..'), { recursive: true });
  await writeFile(join(dir, path), '');
  await utimes(join(dir, path), second, second);
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'board-'));
  await touch('frontend/src/main.tsx', 100);
  await touch('contracts/wire/quote.ts', 100);
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

it('is built when it never was', async () => {
  expect(await isOutdated(paths())).toBe(true);
});

it('is left alone when it is newer than its sources, whatever its tests and packages are', async () => {
  await touch('frontend/dist/index.html', 200);
  await touch('frontend/src/main.test.tsx', 300);
  await touch('frontend/node_modules/x.js', 300);
  expect(await isOutdated(paths())).toBe(false);
});

it('is built when its sources or the contracts changed', async () => {
  await touch('frontend/dist/index.html', 200);
  await touch('frontend/src/deep/er.css', 201);
  expect(await isOutdated(paths())).toBe(true);
  await touch('frontend/src/deep/er.css', 100);
  await touch('contracts/wire/quote.ts', 201);
  expect(await isOutdated(paths())).toBe(true);
});
