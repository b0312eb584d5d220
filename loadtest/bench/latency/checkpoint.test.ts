import { expect, it } from 'vitest';
import { Checkpoint } from './checkpoint.ts';

it('counts quotes scheduled within the time, however late they arrive', () => {
  const checkpoint = new Checkpoint('reader');
  checkpoint.record(900, 901);
  checkpoint.measure(1_000, 2_000);
  checkpoint.record(999, 1_001);
  checkpoint.record(1_000, 1_002);
  checkpoint.record(1_999, 2_099);
  checkpoint.record(2_000, 2_001);
  expect(checkpoint.newest).toBe(2_000);
  expect(checkpoint.latencies.quotes).toBe(2);
  expect(checkpoint.latencies.p50).toBeCloseTo(2, 1);
  expect(checkpoint.latencies.max).toBeCloseTo(100, 0);
});

it('counts a quote that arrived before its scheduled time as immediate', () => {
  const checkpoint = new Checkpoint('stored');
  checkpoint.measure(0, 2_000);
  checkpoint.record(1_000, 999.9);
  expect(checkpoint.latencies.max).toBe(0.001);
});
