import { expect, it } from 'vitest';
import { VenueWalk } from './walk.ts';

const DOWN = 0;
const STAY = 0.5;
const UP = 0.999;

it('is one unit of the last decimal wider than the other market', () => {
  const walk = new VenueWalk(() => STAY);
  expect(walk.next({ bid: '9.99', ask: '10.01' })).toEqual({ bid: '9.98', ask: '10.02' });
  expect(walk.next({ bid: '9.5', ask: '10.125' })).toEqual({ bid: '9.499', ask: '10.126' });
  expect(walk.next({ bid: '7', ask: '9' })).toEqual({ bid: '6', ask: '10' });
});

it.each([
  { step: UP, bids: ['10.00', '10.01', '10.01', '10.01'] },
  { step: DOWN, bids: ['9.98', '9.97', '9.97', '9.97'] },
])('walks no further than the spread of the other market, and so never crosses with it: $bids', ({ step, bids }) => {
  const walk = new VenueWalk(() => step);
  const walked = bids.map(() => walk.next({ bid: '10.00', ask: '10.02' }));
  expect(walked.map(({ bid }) => bid)).toEqual(bids);
  for (const { bid, ask } of walked) expect([Number(bid) < 10.02, Number(ask) > 10]).toEqual([true, true]);
});

it('follows the other market when its spread narrows', () => {
  const walk = new VenueWalk(() => UP);
  for (let i = 0; i < 20; i += 1) walk.next({ bid: '10.00', ask: '10.10' });
  expect(walk.next({ bid: '10.00', ask: '10.01' })).toEqual({ bid: '10.00', ask: '10.03' });
});

it('is exact for prices below zero and beyond what a number holds', () => {
  const walk = new VenueWalk(() => STAY);
  expect(walk.next({ bid: '-0.01', ask: '0.00' })).toEqual({ bid: '-0.02', ask: '0.01' });
  expect(walk.next({ bid: '999999999999999.000000000001', ask: '999999999999999.000000000002' })).toEqual({
    bid: '999999999999999.000000000000',
    ask: '999999999999999.000000000003',
  });
});
