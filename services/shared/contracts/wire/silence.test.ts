import { expect, it } from 'vitest';
import { Silence } from './silence.ts';

it('measures the longest silence, the present one included', () => {
  const silence = new Silence();
  expect(silence.at(1_000)).toBe(0);
  silence.received(1_000);
  silence.received(1_300);
  silence.received(1_400);
  expect(silence.at(1_500)).toBe(300);
  expect(silence.at(1_900)).toBe(500);
});
