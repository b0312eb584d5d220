import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TOPOLOGY, WITH_EDGE } from '../topology/topology.ts';
import { loadCredentials } from './credentials.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const file = () => join(dir, 'credentials.json');

it('are generated once, in a file that only its owner reads', async () => {
  const first = await loadCredentials(dir);
  const second = await loadCredentials(dir);
  expect(second.passwordOf('cloud', 'api')).toBe(first.passwordOf('cloud', 'api'));
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

it('keep those of a site that the topology of a later command does not have', async () => {
  const withEdge = await loadCredentials(dir, WITH_EDGE);
  const before = await readFile(file(), 'utf8');
  await loadCredentials(dir, TOPOLOGY);
  expect(await readFile(file(), 'utf8')).toBe(before);
  const again = await loadCredentials(dir, WITH_EDGE);
  expect(again.passwordOf('edge', 'bridge')).toBe(withEdge.passwordOf('edge', 'bridge'));
});

it('get the passwords that the file lacks, and keep the others', async () => {
  await writeFile(file(), JSON.stringify({ cloud: { api: 'kept' } }));
  const credentials = await loadCredentials(dir);
  expect(credentials.passwordOf('cloud', 'api')).toBe('kept');
  expect(credentials.passwordOf('cloud', 'gateway')).toMatch(/^p[0-9a-f]{36}$/);
});
