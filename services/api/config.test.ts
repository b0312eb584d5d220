import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const env = { PORT: '8081', SITE: 'cloud', NATS_URL: 'nats://127.0.0.1:4222', NATS_USER: 'reader', NATS_PASSWORD: 'x' };

describe('parseConfig', () => {
  it('reads the site and has defaults for the rest', () => {
    expect(parseConfig({ ...env, FRESH: 'on' })).toMatchObject({ SITE: 'cloud', FRESH: true, MAX_SYMBOLS: 500 });
  });

  it.each([
    ['PORT', '-1'],
    ['MAX_SYMBOLS', '0'],
    ['NATS_URL', 'localhost'],
    ['FRESH', 'maybe'],
  ])('refuses %s = %s, naming both', (name, value) => {
    expect(() => parseConfig({ ...env, [name]: value })).toThrow(`${name} = "${value}"`);
  });
});
