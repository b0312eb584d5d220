import { ConfigError } from '@quotebridge/service-kit';
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const good = {
  PORT: '18045',
  SITE: 'cloud',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_USER: 'auditor',
  NATS_PASSWORD: 'p1',
};

it('reads a good environment', () => {
  expect(readConfig({ ...good, REPLICAS: '3' })).toMatchObject({ SITE: 'cloud', REPLICAS: 3, SAVE_EVERY_MS: 5_000 });
});

it('names each variable that it refuses, its value and what is allowed', () => {
  const refuse = () => readConfig({ ...good, REPLICAS: '2', SAVE_EVERY_MS: '1' });
  expect(refuse).toThrow(ConfigError);
  expect(refuse).toThrow(/REPLICAS = "2" is not allowed: must be 1 or 3/);
  expect(refuse).toThrow(/SAVE_EVERY_MS = "1" is not allowed: must be an integer from 100 to 600000/);
});
