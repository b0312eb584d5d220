import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const env = { PORT: '8081', SITE: 'cloud', NATS_URL: 'nats://127.0.0.1:4222', NATS_USER: 'reader', NATS_PASSWORD: 'x' };

describe('readConfig', () => {
  it('reads the site and has defaults for the rest', () => {
    expect(readConfig({ ...env, FRESH: 'on' })).toMatchObject({ SITE: 'cloud', FRESH: true, MAX_SYMBOLS: 500 });
  });

  it('reads the origins that may read its answers', () => {
    const origins = (CORS_ORIGINS: string) => readConfig({ ...env, CORS_ORIGINS }).CORS_ORIGINS;
    expect(origins('')).toEqual([]);
    expect(origins('*')).toEqual(['*']);
    expect(origins('https://a.example,http://localhost:5173')).toEqual(['https://a.example', 'http://localhost:5173']);
  });

  it.each([
    ['CORS_ORIGINS', 'example.com'],
    ['RATE_LIMIT', '-1'],
    ['PORT', '-1'],
    ['MAX_SYMBOLS', '0'],
    ['NATS_URL', 'localhost'],
    ['FRESH', 'maybe'],
  ])('refuses %s = %s, naming both', (name, value) => {
    expect(() => readConfig({ ...env, [name]: value })).toThrow(`${name} = "${value}"`);
  });
});
