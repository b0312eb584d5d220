import { STALE_REASONS } from '@quotebridge/contracts/wire';
import { expect, it } from 'vitest';
import { announce } from '../board/announcement.ts';
import { STATES } from './states.ts';

it('shows every tone of the banner, and every reason for stale prices', () => {
  const shown = Object.values(STATES).map(({ condition, listed, listings }) =>
    announce(condition, { listed, isEmpty: listings === 0, maxRate: 10, left: 0 }),
  );
  const tones = ['waiting', 'live', 'conflating', 'filling', 'moving', 'stale', 'reconnecting', 'cut-off'];
  expect(new Set(shown.map(({ tone }) => tone))).toEqual(new Set(tones));
  const reasons = new Set(Object.values(STATES).map(({ condition }) => condition.reason));
  expect(reasons).toEqual(new Set([null, ...STALE_REASONS, 'gateway', 'browser']));
});
