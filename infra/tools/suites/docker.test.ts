import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findDocker } from './docker.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'docker-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function docker(script: string): Promise<string> {
  const path = join(dir, 'docker');
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

it('accepts an engine that answers and its plugins', async () => {
  await expect(findDocker(await docker('exit 0'))).resolves.toEqual({});
});

it('says that no engine runs, with what the command said', async () => {
  const silent = await docker('echo "Cannot connect to the Docker daemon" >&2; exit 1');
  await expect(findDocker(silent)).rejects.toThrow('a Docker engine that runs (Cannot connect to the Docker daemon)');
});

it('says which plugin is missing', async () => {
  await expect(findDocker(await docker('[ "$1" != compose ]'))).rejects.toThrow("needs Docker's Compose plugin");
});

it('says so when there is no such command', async () => {
  await expect(findDocker(join(dir, 'gone'))).rejects.toThrow('a Docker engine that runs');
});
