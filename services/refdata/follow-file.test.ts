import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, InputError } from '@quotebridge/service-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followFile } from './follow-file.ts';

const log = createLogger('refdata', 'silent');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotebridge-refdata-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('refuses a file that is not there at the start', async () => {
  await expect(followFile(join(folder, 'none'), log)).rejects.toThrow(InputError);
  await expect(followFile(join(folder, 'none'), log)).rejects.toThrow('REFDATA_FILE = ');
});

it('refuses an invalid file at the start, and names the line', async () => {
  const file = join(folder, 'details.jsonl');
  await writeFile(file, '\n{}\n');
  await expect(followFile(file, log)).rejects.toThrow(`${file}:2: symbol must be`);
});
