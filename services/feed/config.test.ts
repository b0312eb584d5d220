import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

const good = { PORT: '1', SITE: 'onprem', NATS_URL: 'nats://a:1', NATS_USER: 'feed', NATS_PASSWORD: 'p' };

it('replays by default, and takes several sources', () => {
  expect(readConfig({ ...good, FEED_FILE: 'a.csv' })).toMatchObject({ FEED_SOURCE: ['replay'], FEED_LOOP: true });
  expect(readConfig({ ...good, FEED_FILE: 'a.csv', FEED_SOURCE: 'replay,simulated' }).FEED_SOURCE).toEqual([
    'replay',
    'simulated',
  ]);
});

it.each([
  [{}, /FEED_FILE is missing: must be the path of a CSV file, since FEED_SOURCE has replay/],
  [{ FEED_SOURCE: 'tape' }, /FEED_SOURCE = "tape" is not allowed: must be replay or simulated, or both/],
  [
    { FEED_SOURCE: 'simulated', FEED_RATE: 'fast' },
    /FEED_RATE = "fast" is not allowed: must be a number from 0.01 to 1000/,
  ],
  [
    { FEED_SOURCE: 'simulated', FEED_SYMBOLS: '0' },
    /FEED_SYMBOLS = "0" is not allowed: must be an integer from 1 to 50000/,
  ],
  [
    { FEED_FILE: 'a.csv', FEED_BAD_LINES: 'ignore' },
    /FEED_BAD_LINES = "ignore" is not allowed: must be refuse or skip/,
  ],
])('refuses %o', (env, message) => {
  expect(() => readConfig({ ...good, ...env })).toThrow(message);
});
