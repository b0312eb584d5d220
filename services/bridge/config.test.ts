import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from '@quotebridge/service-kit';
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const BRIDGES_FILE = resolve(import.meta.dirname, '../../infra/bridges/bridges.yaml');

const good = {
  PORT: '18042',
  SITE: 'cloud',
  NATS_URL: 'nats://127.0.0.1:4222,nats://127.0.0.1:4223',
  NATS_USER: 'bridge',
  NATS_PASSWORD: 'p1',
  BRIDGES_FILE,
};

it('reads a good environment', () => {
  expect(readConfig({ ...good, REPLICAS: '3', HOME: '/root' })).toMatchObject({
    PORT: 18_042,
    REPLICAS: 3,
    NATS_URL: ['nats://127.0.0.1:4222', 'nats://127.0.0.1:4223'],
    QUOTES_MAX_MIB: 1_024,
  });
});

it('names each variable that it refuses, its value and what is allowed, and hides secrets', () => {
  const refuse = () =>
    readConfig({ ...good, PORT: '80x', SITE: 'the moon', REPLICAS: '2', NATS_URL: 'localhost', NATS_PASSWORD: '' });
  expect(refuse).toThrow(ConfigError);
  expect(refuse).toThrow(/PORT = "80x" is not allowed: must be an integer from 0 to 65535/);
  expect(refuse).toThrow(/SITE = "the moon" is not allowed: must be a site: 1 to 32 of a-z 0-9 -, a letter first/);
  expect(refuse).toThrow(/REPLICAS = "2" is not allowed: must be 1 or 3/);
  expect(refuse).toThrow(/NATS_URL = "localhost" is not allowed: must be a comma-separated list of nats:\/\/host:port/);
  expect(refuse).toThrow(/NATS_PASSWORD is missing: must be that user's password/);
});

it('names the file and the line of bridges that it refuses', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quotebridge-bridges-'));
  try {
    const file = join(folder, 'bridges.yaml');
    await writeFile(
      file,
      'streams: []\nbridges:\n  - { name: a, mode: bridge, from: onprem, to: cloud, event: [a.b] }\n',
    );
    expect(() => readConfig({ ...good, BRIDGES_FILE: file })).toThrow(
      `${file}:3:55: there is no field "event"; did you mean "events"?`,
    );
    expect(() => readConfig({ ...good, BRIDGES_FILE: join(folder, 'none.yaml') })).toThrow('it cannot be read');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
