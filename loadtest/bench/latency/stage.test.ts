import { expect, it } from 'vitest';
import { Stage } from './stage.ts';

it('counts what was to be published within the time, however late it comes', () => {
  const stage = new Stage('reader');
  stage.pass(900, 901);
  stage.measure(1_000, 2_000);
  stage.pass(999, 1_001);
  stage.pass(1_000, 1_002);
  stage.pass(1_999, 2_099);
  stage.pass(2_000, 2_001);
  expect(stage.newest).toBe(2_000);
  expect(stage.latencies.quotes).toBe(2);
  expect(stage.latencies.p50).toBeCloseTo(2, 1);
  expect(stage.latencies.max).toBeCloseTo(100, 0);
});

it('counts a quote that came before its time as at once', () => {
  const stage = new Stage('stored');
  stage.measure(0, 2_000);
  stage.pass(1_000, 999.9);
  expect(stage.latencies.max).toBe(0.001);
});
