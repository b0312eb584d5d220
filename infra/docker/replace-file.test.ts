import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './replace-file.ts';

/** The only one that a test may give a file to, wherever it runs. */
const OWNER = { user: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replace-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('writes what its owner and group may read and nobody may write to', async () => {
  const path = join(folder, 'reader');
  await replaceFile(path, 'secret\n', OWNER);
  expect(await readFile(path, 'utf8')).toBe('secret\n');
  expect((await stat(path)).mode & 0o777).toBe(0o440);
});

it('replaces a file, also after an interrupted run', async () => {
  const path = join(folder, 'reader');
  await replaceFile(path, 'old\n', OWNER);
  // Only root could write to the leftover file. A symbolic link shows that not even root does: it would write to the link's target.
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'half', { mode: 0o440 });
  await symlink(elsewhere, `${path}.new`);
  await replaceFile(path, 'new\n', OWNER);
  expect(await readFile(path, 'utf8')).toBe('new\n');
  expect(await readFile(elsewhere, 'utf8')).toBe('half');
  expect(await readdir(folder)).toEqual(['elsewhere', 'reader']);
});
