import { expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

const FRESH = { stale: null, rtt: 1, lag: 0 };

it('says how far it is, how many clients there are, and how prices are', () => {
  expect(progressLine({ elapsed: 12.7, total: 65, clients: 100, status: FRESH, deed: undefined })).toBe(
    '12 of 65 s · 100 clients · fresh',
  );
});

it('says what was done, and what came of it', () => {
  const status = { ...FRESH, stale: { reason: 'link' } };
  expect(progressLine({ elapsed: 40, total: 95, clients: 1, status, deed: 'cut' })).toBe(
    '40 of 95 s · 1 client · stale (link) · last done: cut',
  );
});

it('does not take silence for health', () => {
  expect(progressLine({ elapsed: 0, total: 8, clients: null, status: null, deed: undefined })).toBe(
    '0 of 8 s · k6 starts · the API does not answer',
  );
});
