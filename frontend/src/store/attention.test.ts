import { expect, it } from 'vitest';
import { Attention } from './attention.ts';

it('keeps what left the screen for a while, and lets go of it unless it comes back', () => {
  const attention = new Attention();
  attention.look(['A', 'B'], 0);
  attention.look(['B', 'C'], 1_000);
  expect(attention.symbols(1_500)).toEqual(['A', 'B', 'C']);
  expect(attention.symbols(3_000)).toEqual(['B', 'C']);
  attention.look([], 4_000);
  attention.look(['C'], 5_000);
  expect(attention.symbols(60_000)).toEqual(['C']);
});
