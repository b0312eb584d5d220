import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cut, findWan, NoWanError, restore } from './wan.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wan-'));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** A fake `docker` that knows a project with these brokers and records its arguments. */
async function engine(brokers: readonly string[], plugged: readonly string[], network = 'shop_wan'): Promise<void> {
  const answer = (list: readonly string[]) => `printf '%s\\n' ${list.join(' ')}`;
  const script = `#!/bin/sh
case "$*" in
  'compose config'*) echo '{"name":"shop"}' ;;
  'network ls'*label=com.docker.compose.project=shop*) echo ${network} ;;
  'ps --all'*network=shop_wan) ${answer(plugged)} ;;
  'ps --all'*label=quotebridge.wan=dials) ${answer(brokers)} ;;
  'network '*) echo "$*" >>'${folder}/done' ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;
  await writeFile(join(folder, 'docker'), script, { mode: 0o755 });
}

async function done(): Promise<string[]> {
  return (await readFile(join(folder, 'done'), 'utf8')).split('\n').filter(Boolean).toSorted();
}

it('unplugs every broker that is plugged in, whether it runs or not', async () => {
  await engine(['a', 'b', 'c'], ['c', 'other', 'a']);
  await cut(await findWan(folder));
  expect(await done()).toEqual(['network disconnect shop_wan a', 'network disconnect shop_wan c']);
});

it('plugs in every broker that is not, whether it runs or not', async () => {
  await engine(['a', 'b', 'c'], ['other', 'a']);
  await restore(await findWan(folder));
  expect(await done()).toEqual(['network connect shop_wan b', 'network connect shop_wan c']);
});

it('says how to start a project that is not up', async () => {
  await engine([], [], "''");
  const finding = findWan(folder);
  await expect(finding).rejects.toBeInstanceOf(NoWanError);
  await expect(finding).rejects.toThrow(
    'The compose project "shop" is not up; start it with: docker compose up -d --wait',
  );
});
