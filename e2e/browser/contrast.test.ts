import { expect, it } from 'vitest';
import { contrast } from './contrast.ts';

it('is 21 of black and white, 1 of the same, and as published in between', () => {
  expect(contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)')).toBeCloseTo(21);
  expect(contrast('rgb(9, 99, 199)', 'rgb(9, 99, 199)')).toBe(1);
  expect(contrast('rgb(255, 255, 255)', 'rgb(118, 118, 118)')).toBeCloseTo(4.54, 2);
});
