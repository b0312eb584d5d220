import { expect, it } from 'vitest';
import { MemoryLog } from './memory-log.ts';

const EVERY_MS = 10_000;

function logOf(memoryAt: (second: number) => number, minutes = 10) {
  const log = new MemoryLog();
  for (let at = 0; at <= minutes * 60_000; at += EVERY_MS) log.add(at, new Map([['feed', memoryAt(at / 1_000)]]));
  return log.trends[0]!;
}

it('treats a process that grew while it warmed up as steady', () => {
  const trend = logOf((second) => 50 + Math.min(second, 200) / 10 + (second % 20) / 20);
  expect(trend).toMatchObject({ name: 'feed', afterOneMinute: 56, verdict: 'steady' });
  expect(Math.abs(trend.slope)).toBeLessThan(1);
});

it('notices a process that keeps growing', () => {
  const trend = logOf((second) => 50 + second / 60);
  expect(trend).toMatchObject({ atEnd: 60, verdict: 'grows' });
  expect(trend.slope).toBeCloseTo(60);
});

it('treats memory that rises and falls as steady', () => {
  expect(logOf((second) => 70 - (second % 240) / 20)).toMatchObject({ verdict: 'steady' });
  expect(logOf((second) => 60 + (second % 280) / 20)).toMatchObject({ verdict: 'steady' });
});

it('accepts less than a minute', () => {
  expect(logOf(() => 50, 0.5)).toMatchObject({ afterOneMinute: 50, atEnd: 50, slope: 0, verdict: 'steady' });
});
