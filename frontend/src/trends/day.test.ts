import { describe, expect, it } from 'vitest';
import { changeSince, dayOf, dayStart, openOf, standing, withPrice } from './day.ts';

const noon = Date.UTC(2026, 0, 31, 12);
const candle = { start: dayStart(noon), open: '10.0', high: '11.0', low: '9.5', close: '10.5' };
const day = dayOf(candle, noon)!;

describe('the day of an instrument', () => {
  it('is taken from the candle, unless that is of another day', () => {
    expect(day).toEqual({ start: Date.UTC(2026, 0, 31), open: 10, high: 11, low: 9.5 });
    expect(dayOf(candle, noon + 86_400_000)).toBeNull();
    expect(dayOf(undefined, noon)).toBeNull();
  });

  it('extends its range with prices outside it and is unchanged by those within', () => {
    expect(withPrice(day, 10.2, noon)).toBe(day);
    expect(withPrice(day, 12, noon)).toMatchObject({ open: 10, high: 12, low: 9.5 });
    expect(withPrice(day, 9, noon)).toMatchObject({ open: 10, high: 11, low: 9 });
  });

  it('starts again with the first price after midnight', () => {
    const next = Date.UTC(2026, 1, 1);
    expect(withPrice(day, 10.7, next + 5)).toEqual({ start: next, open: 10.7, high: 10.7, low: 10.7 });
    expect(withPrice(day, 99, Date.UTC(2026, 0, 30))).toBe(day);
  });

  it('takes its opening price from the candle, else from the list of all instruments, else has none', () => {
    const open = { start: day.start, price: 8 };
    expect([openOf(day, open, noon), openOf(null, open, noon), openOf(null, null, noon)]).toEqual([10, 8, null]);
    expect(openOf(day, open, noon + 86_400_000)).toBeNull();
  });

  it.each([
    { open: 8, price: 10, change: 2, part: 0.25 },
    { open: -40, price: -10, change: 30, part: 0.75 },
    { open: -10, price: -15, change: -5, part: -0.5 },
    { open: -10, price: 5, change: 15, part: 1.5 },
    { open: 0, price: 3, change: 3, part: null },
    { open: 0, price: 0, change: 0, part: null },
  ])('changes from $open to $price by $change, a fraction of $part', ({ open, price, change, part }) => {
    expect(changeSince(open, price)).toEqual({ change, part });
  });

  it('gives the position of a price in its range', () => {
    expect(standing(day, 9.5)).toBe(0);
    expect(standing(day, 11)).toBe(1);
    expect(standing({ ...day, low: 11 }, 11)).toBe(0.5);
  });
});
