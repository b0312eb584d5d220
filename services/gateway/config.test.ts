import { ConfigError } from '@quotebridge/service-kit';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const env = { PORT: '8081', SITE: 'cloud', NATS_URL: 'nats://127.0.0.1:4222', NATS_USER: 'reader', NATS_PASSWORD: 'x' };

describe('readConfig', () => {
  it('has a default for every limit', () => {
    expect(readConfig(env)).toMatchObject({ FRESH: false, FLUSH_MS: 50, MAX_SYMBOLS: 5_000, DRAIN_MS: 1_000 });
  });

  it.each([
    ['FLUSH_MS', '0'],
    ['FLUSH_MS', 'fast'],
    ['FRESH', 'yes'],
    ['MAX_SYMBOLS', '5001'],
    ['SITE', 'the moon'],
    ['DIRECT_WRITES', '1'],
    ['STALL_MS', '1'],
    ['TRUSTED_PROXIES', 'on'],
  ])('refuses %s = %s, naming both', (name, value) => {
    expect(() => readConfig({ ...env, [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ ...env, [name]: value })).toThrow(`${name} = "${value}"`);
  });
});
