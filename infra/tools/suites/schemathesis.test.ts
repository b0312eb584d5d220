import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findSchemathesis } from './schemathesis.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'quotebridge-schemathesis-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

it('takes the one that SCHEMATHESIS names, and no other', async () => {
  const mine = join(dir, 'mine');
  await writeFile(mine, '');
  expect(await findSchemathesis(dir, { SCHEMATHESIS: mine })).toBe(mine);
  await expect(findSchemathesis(dir, { SCHEMATHESIS: join(dir, 'gone') })).rejects.toThrow('SCHEMATHESIS is');
});

it('says what would help where there is no Python', async () => {
  vi.stubEnv('PATH', dir);
  await expect(findSchemathesis(dir, {})).rejects.toThrow('install Python 3.10 or newer with venv');
});
