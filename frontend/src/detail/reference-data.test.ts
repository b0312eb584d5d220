import { expect, it } from 'vitest';
import { daysText, hoursText } from './reference-data.ts';

it('shows days in a row as a range', () => {
  expect(daysText(['Mon', 'Tue', 'Wed', 'Thu', 'Fri'])).toBe('Mon–Fri');
  expect(daysText(['Sun', 'Mon', 'Tue', 'Wed', 'Sat'])).toBe('Mon–Wed, Sat, Sun');
  expect(daysText(['Wed', 'Mon'])).toBe('Mon, Wed');
  expect(daysText(['Sun'])).toBe('Sun');
});

it('shows hours with the time zone of the market', () => {
  const hours = { days: ['Mon', 'Tue'], open: '09:30', close: '16:00', timeZone: 'America/New_York' } as const;
  expect(hoursText({ ...hours, days: [...hours.days] })).toBe('Mon, Tue 09:30–16:00 (America/New York)');
});
