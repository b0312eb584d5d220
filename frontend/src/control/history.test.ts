import { expect, it } from 'vitest';
import { inventConsole } from '../states/invented-console.ts';
import { outagesOf, withState } from './history.ts';
import type { Sample } from './history.ts';

const after = (states: readonly ReturnType<typeof inventConsole>[]) =>
  states.reduce<readonly Sample[]>((samples, state) => withState(samples, state), []);

it('keeps five minutes, each moment once', () => {
  const state = (time: number) => inventConsole(time, { phase: 'through' });
  const samples = after([state(0), state(1_000), state(1_000), state(300_500)]);
  expect(samples.map(({ time }) => time)).toEqual([1_000, 300_500]);
});

it('knows when the link was out, up to now while it is', () => {
  const samples = after([
    inventConsole(1_000, { phase: 'through' }),
    inventConsole(2_000, { phase: 'held', held: 282 }),
    inventConsole(3_000, { phase: 'held', held: 564 }),
    inventConsole(4_000, { phase: 'draining', held: 100 }),
    inventConsole(5_000, { phase: 'through' }),
    inventConsole(6_000, { phase: 'held', held: 1 }),
  ]);
  expect(outagesOf(samples)).toEqual([
    { from: 2_000, to: 4_000 },
    { from: 6_000, to: 6_000 },
  ]);
  expect(samples.map(({ held, lag }) => [held, lag])).toEqual([
    [0, 0],
    [282, 282],
    [564, 564],
    [100, 100],
    [0, 0],
    [1, 1],
  ]);
});
