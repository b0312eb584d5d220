import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { existingK6, k6InDocker, NoK6Error } from './k6.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotebridge-k6-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program that prints this version of k6. */
async function k6Called(version: string): Promise<string> {
  const file = join(folder, `k6-${version}`);
  await writeFile(file, `#!/bin/sh\necho "k6 v${version} (go1.25, linux/amd64)"\n`);
  await chmod(file, 0o755);
  return file;
}

const find = (file: string) => existingK6({ root: folder, env: { K6: file }, say: () => undefined });

describe('existingK6', () => {
  it('takes the one that K6 names, with its settings in the environment', async () => {
    const file = await k6Called('1.8.1');
    const k6 = await find(file);
    expect(k6).toMatchObject({ what: 'k6 1.8.1 (K6)', file });
    expect(k6.container).toBeUndefined();
    expect(k6.command(['run', 'x.ts'], { A: '1' })).toEqual({ args: ['run', 'x.ts'], env: { A: '1' } });
  });

  it('refuses one that is too old, and says which it is', async () => {
    const file = await k6Called('0.57.0');
    await expect(find(file)).rejects.toThrow(new NoK6Error('it is 0.57.0, needed is 1.0 or newer'));
  });

  it('refuses a K6 that is not there, whatever else there is', async () => {
    await expect(find(join(folder, 'nothing'))).rejects.toThrow(NoK6Error);
  });
});

it('hands settings into the container, and names it so that its k6 can be watched', () => {
  const k6 = k6InDocker({ image: 'grafana/k6:1.8.1', container: 'k6-7', root: '/repo', reports: '/out' });
  const { args, env } = k6.command(['run', '/repo/loadtest/k6/01-smoke.ts'], { K6_WEB_DASHBOARD: 'true' });
  expect(args.join(' ')).toContain('-e K6_WEB_DASHBOARD=true');
  expect(args.join(' ')).toContain('-v /repo:/repo:ro -v /out:/out');
  expect(args.join(' ')).toContain('--name k6-7');
  expect(args.slice(-3)).toEqual(['grafana/k6:1.8.1', 'run', '/repo/loadtest/k6/01-smoke.ts']);
  expect(env).toEqual({});
});
