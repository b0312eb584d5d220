import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const env = { PORT: '8080', API_URL: 'http://127.0.0.1:1', GATEWAY_URL: 'http://127.0.0.1:2', STATIC_DIR: 'dist' };

describe('parseConfig', () => {
  it('reads where traffic goes', () => {
    expect(parseConfig(env).API_URL.href).toBe('http://127.0.0.1:1/');
  });

  it('reads the sites of gateways, where they are given', () => {
    const { GATEWAY_URL } = parseConfig({ ...env, GATEWAY_URL: 'http://127.0.0.1:2,cloud=http://127.0.0.1:3/?a=b' });
    expect(GATEWAY_URL.map(({ site, url }) => [site, url.href])).toEqual([
      [null, 'http://127.0.0.1:2/'],
      ['cloud', 'http://127.0.0.1:3/?a=b'],
    ]);
  });

  it.each([
    ['API_URL', 'localhost:8081'],
    ['GATEWAY_URL', 'ws://127.0.0.1'],
    ['GATEWAY_URL', 'cloud=127.0.0.1'],
    ['GATEWAY_URL', 'http://127.0.0.1:99999'],
  ])('refuses %s = %s, naming both', (name, value) => {
    expect(() => parseConfig({ ...env, [name]: value })).toThrow(`${name} = "${value}"`);
  });

  it('refuses to be without a frontend', () => {
    expect(() => parseConfig({ ...env, STATIC_DIR: '' })).toThrow('STATIC_DIR is missing');
  });
});
