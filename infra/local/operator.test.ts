import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadOperatorToken } from './operator.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'operator-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('generates a token once, and keeps it in a file for its owner', async () => {
  const token = await loadOperatorToken(dir);
  expect(token).toMatch(/^[\w-]{32}$/);
  await chmod(join(dir, 'operator-token'), 0o644);
  expect(await loadOperatorToken(dir)).toBe(token);
  expect((await stat(join(dir, 'operator-token'))).mode & 0o777).toBe(0o600);
});
