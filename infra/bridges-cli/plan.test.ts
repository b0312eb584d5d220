import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRepository } from './permissions/generated.ts';
import { planCommand } from './plan.ts';

const STREAMS = 'streams: [{ name: QUOTES, site: onprem, subjects: [quotes.*, feed.heartbeat, feed.claim] }]';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quotebridge-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function plan(bridge: string, read?: typeof readRepository) {
  const file = join(folder, 'bridges.yaml');
  await writeFile(file, `${STREAMS}\nbridges: [{ name: more, mode: bridge, ${bridge} }]\n`);
  return planCommand({ file, demo: null, ...(read !== undefined && { read }) });
}

it('accepts a bridge that the brokers permit', async () => {
  await expect(plan('events: [quotes.*], from: onprem, to: cloud')).resolves.toMatchObject({ changes: 0 });
});

it('refuses a bridge outside of what the generated files permit, and names the file and how to write it', async () => {
  const read = (path: string) =>
    path === 'infra/nats/cloud/leaf.conf' ? readRepository(path).replace('"quotes.*"', '') : readRepository(path);
  await expect(plan('events: [quotes.*], from: onprem, to: cloud', read)).rejects.toThrow(
    'more: infra/nats/cloud/leaf.conf does not let leaf publish quotes.*\nWhen infra/bridges declares them, "npm run bridges -- generate"',
  );
});

it('refuses a bridge that no account exports, and names the file to edit', async () => {
  await expect(plan('events: [news.*], from: onprem, to: cloud')).rejects.toThrow(
    'more: infra/nats/onprem/site.conf: no account exports news.* to LINK',
  );
});
