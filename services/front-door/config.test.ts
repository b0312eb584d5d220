import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const shared = { PORT: '8080', STATIC_DIR: 'dist' };
const env = { ...shared, API_URL_CLOUD: 'http://127.0.0.1:1', GATEWAY_URL_CLOUD: 'http://127.0.0.1:2' };

describe('readConfig', () => {
  it('reads the addresses of a single site', () => {
    expect(readConfig(env).sites).toEqual([
      { name: 'cloud', api: [new URL('http://127.0.0.1:1')], gateway: [new URL('http://127.0.0.1:2')], weight: 100 },
    ]);
  });

  it('reads several sites, with several addresses and a weight each', () => {
    const { sites } = readConfig({
      ...env,
      SITES: 'cloud,eu-west',
      WEIGHT_CLOUD: '0',
      API_URL_EU_WEST: 'http://a:1,http://a:2',
    });
    expect(sites.map(({ name, api, gateway, weight }) => [name, api.length, gateway.length, weight])).toEqual([
      ['cloud', 1, 1, 0],
      ['eu-west', 2, 0, 100],
    ]);
  });

  it.each([
    ['API_URL_CLOUD', 'localhost:8081'],
    ['GATEWAY_URL_CLOUD', 'ws://127.0.0.1'],
    ['GATEWAY_URL_CLOUD', 'http://127.0.0.1:99999'],
    ['API_URL_CLOUD', 'https://127.0.0.1'],
    ['WEIGHT_CLOUD', '-1'],
    ['SITES', 'Cloud'],
    ['SITES', 'cloud,cloud'],
  ])('refuses %s = %s, naming both', (name, value) => {
    expect(() => readConfig({ ...env, [name]: value })).toThrow(`${name} = "${value}"`);
  });

  it('requires an upstream and a weight', () => {
    expect(() => readConfig({ ...env, SITES: 'cloud,onprem', API_URL_CLOUD: '' })).toThrow(
      'API_URL_CLOUD or API_URL_ONPREM is missing',
    );
    expect(() => readConfig({ ...env, WEIGHT_CLOUD: '0' })).toThrow('a site needs a weight above 0');
  });

  it('requires a frontend', () => {
    expect(() => readConfig({ ...env, STATIC_DIR: '' })).toThrow('STATIC_DIR is missing');
  });
});
