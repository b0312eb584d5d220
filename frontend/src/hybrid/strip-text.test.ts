import { expect, it } from 'vitest';
import { inventReceipt } from '../states/invented-console.ts';
import { formatSpan, linkText, receiptParts } from './strip-text.ts';

const link = { tone: 'good', state: 'up', rtt: 0.21, since: null, now: 60_000, isOperable: true } as const;

it('describes the link', () => {
  expect(linkText(link)).toBe('rtt 0.2 ms');
  expect(linkText({ ...link, rtt: 83.4 })).toBe('rtt 83 ms');
  expect(linkText({ ...link, rtt: null })).toBe('up');
  expect(linkText({ ...link, tone: 'filling' })).toBe('back, catching up');
  expect(linkText({ ...link, tone: 'warn', state: 'silent' })).toBe('nothing arrives');
  expect(linkText({ ...link, tone: 'warn', state: 'down', since: 39_500 })).toBe('down for 20 s');
  expect(linkText({ ...link, tone: 'warn', state: 'down', now: null })).toBe('down');
  expect(linkText({ ...link, tone: 'unknown', state: 'unknown' })).toBe('not known');
});

it('describes a receipt', () => {
  const parts = receiptParts(inventReceipt(1_700_000_000_000)).map(({ text }) => text);
  expect(parts).toEqual(['#3: 20.4 s cut', '7,651 held', '7,651 recovered', '0 lost', '0 duplicates']);
  expect(receiptParts(inventReceipt(0, { cause: 'unknown' }))[0]?.text).toContain('interrupted');
});

it('writes durations', () => {
  expect([0, 950, 99_940, 125_000].map(formatSpan)).toEqual(['0.0 s', '0.9 s', '99.9 s', '2 min 5 s']);
});
