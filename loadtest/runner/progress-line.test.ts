import { expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';

const FRESH = { stale: null, rtt: 1, lag: 0 };

it('shows the progress, the clients and the state of prices', () => {
  expect(progressLine({ elapsed: 12.7, total: 65, clients: 100, status: FRESH, action: undefined })).toBe(
    '12 of 65 s · 100 clients · fresh',
  );
});

it('shows the last fault, and the state of prices', () => {
  const status = { ...FRESH, stale: { reason: 'link' } };
  expect(progressLine({ elapsed: 40, total: 95, clients: 1, status, action: 'cut' })).toBe(
    '40 of 95 s · 1 client · stale (link) · last done: cut',
  );
});

it('does not treat silence as health', () => {
  expect(progressLine({ elapsed: 0, total: 8, clients: null, status: null, action: undefined })).toBe(
    '0 of 8 s · k6 starts · the API does not answer',
  );
});
