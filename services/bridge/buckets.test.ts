import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { planBuckets } from './buckets.ts';
import { readConfig } from './config.ts';

const BRIDGES_FILE = resolve(import.meta.dirname, '../../infra/bridges/bridges.yaml');
const env = { SITE: 'cloud', PORT: '1', NATS_URL: 'nats://a:1', NATS_USER: 'bridge', NATS_PASSWORD: 'p' };
const read = (text: string) => readConfig({ ...env, BRIDGES_FILE, BUCKETS: text }).BUCKETS;

it('reads bucket declarations', () => {
  expect(read('FRONT_DOOR@cloud, NOTES@onprem')).toEqual([
    { name: 'FRONT_DOOR', site: 'cloud' },
    { name: 'NOTES', site: 'onprem' },
  ]);
  expect(readConfig({ ...env, BRIDGES_FILE }).BUCKETS).toEqual([]);
});

it.each(['FRONT_DOOR', 'front@cloud', 'A@the moon', 'A@cloud,'])('refuses %s', (text) => {
  expect(() => read(text)).toThrow('must be a comma-separated list of bucket@site');
});

it('plans the buckets of its own site, with the copies of that site', () => {
  const plans = planBuckets('cloud', read('FRONT_DOOR@cloud,NOTES@onprem'), 3);
  expect(plans.map(({ stream }) => stream)).toEqual([
    expect.objectContaining({
      name: 'KV_FRONT_DOOR',
      subjects: ['$KV.FRONT_DOOR.>'],
      num_replicas: 3,
      allow_direct: true,
    }),
  ]);
});
