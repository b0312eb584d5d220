import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const needed = { PORT: '0', SITE: 'edge', NATS_URL: 'nats://x:1', NATS_USER: 'u', NATS_PASSWORD: 'p' };

it('quotes once a second unless another rate is set', () => {
  expect(readConfig(needed).VENUE_RATE).toBe(1);
  expect(readConfig({ ...needed, VENUE_RATE: '2.5' }).VENUE_RATE).toBe(2.5);
  expect(() => readConfig({ ...needed, VENUE_RATE: '0' })).toThrow('VENUE_RATE = "0" is not allowed');
});
