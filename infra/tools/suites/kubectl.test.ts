import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findKind } from './kind.ts';
import { findKubectl } from './kubectl.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kubectl-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function kubectl(version: string): Promise<string> {
  const path = join(dir, 'kubectl');
  const answer = JSON.stringify({ clientVersion: { gitVersion: version } });
  await writeFile(path, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  return path;
}

it('accepts a kubectl that is new enough', async () => {
  await expect(findKubectl(await kubectl('v1.34.4'))).resolves.toEqual({});
});

it('refuses an older one, and says which it is', async () => {
  await expect(findKubectl(await kubectl('v1.27.1'))).rejects.toThrow('This is v1.27.1');
});

it('says what would help where there is none', async () => {
  await expect(findKubectl(join(dir, 'gone'))).rejects.toThrow('https://kubernetes.io/docs/tasks/tools');
  await expect(findKind(join(dir, 'gone'))).rejects.toThrow('It needs kind on the PATH');
});
