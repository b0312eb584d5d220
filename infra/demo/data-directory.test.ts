import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveControl } from '../local/control.ts';
import { checkDataDirectory, takeDataDirectory } from './data-directory.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'data-'));
});
afterEach(async () => {
  await rm(data, { recursive: true });
});

it('makes the directory, and takes it again', async () => {
  const deeper = join(data, 'a', 'b');
  const options = { data: deeper, brokers: 1, fresh: false } as const;
  await checkDataDirectory(options);
  await takeDataDirectory(options);
  await mkdir(join(deeper, 'brokers', 'onprem-1'), { recursive: true });
  await checkDataDirectory(options);
  await takeDataDirectory(options);
  expect(await readdir(deeper)).toEqual(['brokers']);
});

it('refuses streams of another number of brokers, until asked to start anew', async () => {
  for (const name of ['onprem-1', 'onprem-2', 'onprem-3'])
    await mkdir(join(data, 'brokers', name), { recursive: true });
  await expect(checkDataDirectory({ data, brokers: 1, fresh: false })).rejects.toThrow('was made with --brokers 3');
  await checkDataDirectory({ data, brokers: 1, fresh: true });
  expect(await readdir(join(data, 'brokers'))).toHaveLength(3);
});

it('removes nothing that a demo did not make', async () => {
  await writeFile(join(data, 'thesis.txt'), 'my only copy');
  await writeFile(join(data, 'credentials.json'), '{}');
  await takeDataDirectory({ data, fresh: true });
  expect(await readdir(data)).toEqual(['thesis.txt']);
});

it('refuses the directory of a demo that runs', async () => {
  await using _control = await serveControl(data, {
    cable: { isCut: false, cut() {}, restore() {} },
    brokers: [],
    brokerUrls: {},
    services: () => [],
  });
  await expect(checkDataDirectory({ data, brokers: 1, fresh: true })).rejects.toThrow(
    `already (process ${process.pid}); stop it, or use another with --data`,
  );
});
