import { expect, it } from 'vitest';
import { planOf } from './plan.ts';
import { request } from './testing.ts';

const ids = (more: Parameters<typeof request>[0], direction: 'forward' | 'back' = 'forward') =>
  planOf({ direction, request: request(more) }).map(({ id }) => id);

it('shifts by the canary weights, relocates clients with the last one, and stops the source', () => {
  expect(ids({ canary: [10, 100] })).toEqual([
    'precheck',
    'start',
    'parity',
    'shift-10',
    'hold-10',
    'shift-100',
    'relocate',
    'drain',
    'hold-100',
    'finish',
  ]);
});

it('asks no clients to relocate when only the API moves', () => {
  expect(ids({ services: ['api'], canary: [100] })).toEqual([
    'precheck',
    'start',
    'parity',
    'shift-100',
    'hold-100',
    'finish',
  ]);
  expect(ids({ services: ['api'] }, 'back')).toEqual(['restore-source', 'restore-weights', 'stop-target']);
});

it('leaves the source running when asked to, and when a share of the traffic stays there', () => {
  expect(ids({ canary: [100], keepSource: true }).at(-1)).toBe('hold-100');
  expect(ids({ canary: [10, 50] }).at(-1)).toBe('hold-50');
});

it('only starts and checks the target with the share 0', () => {
  expect(ids({ canary: [0] })).toEqual(['precheck', 'start', 'parity']);
});
