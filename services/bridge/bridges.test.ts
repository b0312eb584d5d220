import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const env = { SITE: 'cloud', PORT: '1', NATS_URL: 'nats://a:1', NATS_USER: 'bridge', NATS_PASSWORD: 'p' };
const read = (text: string) => readConfig({ ...env, BRIDGES: text }).BRIDGES;

it('reads bridge declarations', () => {
  expect(read('QUOTES:onprem>cloud, QUOTES:cloud>edge')).toEqual([
    { stream: 'QUOTES', from: 'onprem', to: 'cloud' },
    { stream: 'QUOTES', from: 'cloud', to: 'edge' },
  ]);
});

it.each([
  [
    'QUOTE:onprem>cloud',
    'BRIDGES = "QUOTE:onprem>cloud" is not allowed: "QUOTE:onprem>cloud" must be a comma-separated list',
  ],
  ['QUOTES:onprem', '"QUOTES:onprem" must be'],
  ['QUOTES:on prem>cloud', '"QUOTES:on prem>cloud" must be'],
  ['QUOTES:onprem>cloud,QUOTES:edge>cloud', 'QUOTES must come to cloud from one site only'],
  ['QUOTES:cloud>cloud', 'QUOTES must not go in a circle: cloud > cloud'],
  ['QUOTES:a>b,QUOTES:b>c,QUOTES:c>a', 'QUOTES must not go in a circle: b > c > a > b'],
])('refuses %s', (text, problem) => {
  expect(() => read(text)).toThrow(problem);
});
