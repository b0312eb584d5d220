import { TickMarkType } from 'lightweight-charts';
import type { UTCTimestamp } from 'lightweight-charts';
import { afterEach, expect, it, vi } from 'vitest';

const MIDNIGHT = (Date.UTC(2026, 0, 30) / 1_000) as UTCTimestamp;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function marks(zone: string, isDaily: boolean): Promise<readonly string[]> {
  vi.stubEnv('TZ', zone);
  vi.resetModules();
  const { chartTime } = await import('./chart-time.ts');
  const { timeScale, localization } = chartTime(isDaily);
  const types = [TickMarkType.DayOfMonth, TickMarkType.Time, TickMarkType.TimeWithSeconds];
  return [...types.map((type) => timeScale.tickMarkFormatter(MIDNIGHT, type)), localization.timeFormatter(MIDNIGHT)];
}

it('formats times in the local time zone', async () => {
  expect(await marks('UTC', false)).toEqual(['30 Jan 00:00', '00:00', '00:00:00', '30 Jan 00:00:00']);
  expect(await marks('America/New_York', false)).toEqual(['29 Jan 19:00', '19:00', '19:00:00', '29 Jan 19:00:00']);
});

it('formats the UTC day of a daily candle', async () => {
  expect(new Set(await marks('America/New_York', true))).toEqual(new Set(['30 Jan']));
});
