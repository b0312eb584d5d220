import { expect, it } from 'vitest';
import { parseCanary, parseDuration, parseServices } from './options.ts';

it('reads services, shares and times', () => {
  expect(parseServices('gateway,api,api')).toEqual(['api', 'gateway']);
  expect(parseCanary('0,10,100')).toEqual([0, 10, 100]);
  expect([parseDuration('500ms'), parseDuration('1.5s'), parseDuration('2m')]).toEqual([500, 1_500, 120_000]);
});

it.each([
  [parseServices, 'feed'],
  [parseServices, ''],
  [parseCanary, '50,10'],
  [parseCanary, '50,101'],
  [parseCanary, '1.5'],
  [parseCanary, ''],
  [parseDuration, '5'],
  [parseDuration, '61m'],
])('%o refuses %s', (parse, text) => {
  expect(() => parse(text)).toThrow('Allowed');
});
