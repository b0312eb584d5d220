import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HEARTBEAT_SUBJECT } from '@quotebridge/contracts/wire';
import { connectTo, freePort, startBroker } from '@quotebridge/testkit';
import type { Broker } from '@quotebridge/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startService } from '../infra/local/services.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const HEADER = 'time,symbol,bid,bidSize,ask,askSize,last';
const GOOD = Array.from({ length: 600 }, (_, n) => `${1_362_148_200_000 + n},AAPL,438.05,200,438.12,300,438.10`);
const BAD = '1362148200600,AAPL,abc,200,438.12,300,438.10';

let dir: string;
let file: string;
let log: string;
let broker: Broker;
const notify = vi.fn<(sentence: string) => void>();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'quotebridge-replay-'));
  file = join(dir, 'quotes.csv');
  log = join(dir, 'feed.log');
  broker = await startBroker();
  notify.mockClear();
});
afterEach(async () => {
  await broker[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

async function startFeed(lines: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await writeFile(file, [HEADER, ...lines, ''].join('\n'));
  return startService({
    name: 'feed',
    entry: resolve(import.meta.dirname, '../services/feed/main.ts'),
    port: await freePort(),
    env: { SITE: 'onprem', NATS_URL: broker.url, NATS_USER: 'feed', NATS_PASSWORD: 'none', FEED_FILE: file, ...env },
    log,
    supervise: true,
    notify,
  });
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{.*\\} (.+)$`, 'm').exec(text)?.[1]);
}

it('refuses a bad line far down before it publishes anything, in one line', async () => {
  const starting = startFeed([...GOOD, BAD]);
  await expect(starting).rejects.toThrow('feed ended before it was ready (exit code 2)');
  await expect(starting).rejects.toThrow(`${file}:602: bid "abc" must be a decimal such as 438.05`);
  const words = await readFile(log, 'utf8');
  expect(words).not.toContain('publishing');
  expect(words).not.toContain('    at ');
});

it('refuses a file that is not there, in one line', async () => {
  const starting = startFeed([], { FEED_FILE: join(dir, 'none.csv') });
  await expect(starting).rejects.toThrow(`${join(dir, 'none.csv')} cannot be read: ENOENT`);
  expect(await readFile(log, 'utf8')).not.toContain('    at ');
});

it('ends at a line that was corrupted while it ran, names it, and is not restarted', async () => {
  await using feed = await startFeed(GOOD, { FEED_SPEED: '10' });
  await writeFile(`${file}.new`, [HEADER, ...GOOD, BAD, ''].join('\n'));
  await rename(`${file}.new`, file);
  await vi.waitFor(() => expect(notify).toHaveBeenCalled(), WAIT);
  expect(notify.mock.calls).toEqual([
    [
      'feed ended (exit code 2) and stays so until it is restarted:\n' +
        `  ${file}:602: bid "abc" must be a decimal such as 438.05`,
    ],
  ]);
  await expect(fetch(feed.url)).rejects.toThrow('fetch failed');
});

it('leaves bad lines out and counts them when it is configured to', async () => {
  await using feed = await startFeed([...GOOD, BAD, 'garbage', ...GOOD.slice(-1)], {
    FEED_BAD_LINES: 'skip',
    FEED_LOOP: 'off',
  });
  await vi.waitFor(async () => expect(await metric(feed.url, 'feed_source_ended')).toBe(1), WAIT);
  expect(await metric(feed.url, 'feed_skipped_lines_total')).toBe(2);
  expect(await metric(feed.url, 'feed_quotes_total')).toBe(601);
  expect(notify).not.toHaveBeenCalled();
});

it('stops its heartbeat when the file has ended, so that old prices do not look fresh', async () => {
  await using feed = await startFeed(GOOD, { FEED_LOOP: 'off' });
  await vi.waitFor(async () => expect(await metric(feed.url, 'feed_source_ended')).toBe(1), WAIT);
  const nc = await connectTo(broker.url);
  const onHeartbeat = vi.fn<() => void>();
  nc.subscribe(HEARTBEAT_SUBJECT, { callback: onHeartbeat });
  await nc.flush();
  await new Promise((pass) => setTimeout(pass, 2_500));
  expect(onHeartbeat).not.toHaveBeenCalled();
  expect((await fetch(`${feed.url}/readyz`)).status).toBe(200);
  await nc.close();
});
