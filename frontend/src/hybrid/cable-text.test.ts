import { expect, it } from 'vitest';
import { isSeen, offeredAction } from './cable-text.ts';

it('offers to restore what does not work, and to cut what does', () => {
  expect(offeredAction('up', null)).toBe('cut');
  expect(offeredAction('unknown', null)).toBe('cut');
  expect(offeredAction('down', null)).toBe('restore');
  expect(offeredAction('silent', null)).toBe('restore');
});

it('offers the opposite of what was done until it is seen', () => {
  expect(offeredAction('up', 'cut')).toBe('restore');
  expect(isSeen('up', 'cut')).toBe(false);
  expect(isSeen('silent', 'cut')).toBe(true);
  expect(offeredAction('down', 'restore')).toBe('cut');
  expect(isSeen('down', 'restore')).toBe(false);
  expect(isSeen('up', 'restore')).toBe(true);
});
