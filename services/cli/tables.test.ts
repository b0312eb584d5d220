import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { quoteTable, staleText } from './tables.ts';
import { ageText } from './texts.ts';

const NOW = 1_800_000_000_000;

it('shows a quote a line, with its age', () => {
  const prices = { bid: '1.10', bidSize: 5, ask: '1.12', askSize: 7, last: '1.11' };
  const lines = quoteTable([{ symbol: 'A', seq: 9, epoch: 1, time: NOW, published: NOW - 1_500, ...prices }], NOW);
  expect(lines).toMatch(/A .* 1\.10 .* 5 .* 1\.12 .* 7 .* 1\.11 .* 9 .* 1\.5 s/);
});

it('says since when prices are stale and why, and nothing while they are fresh', () => {
  expect(staleText(null, NOW)).toBeNull();
  const text = staleText({ since: NOW - 12_000, reason: 'link' }, NOW);
  expect(stripVTControlCharacters(text ?? '')).toBe('stale for 12 s: the link is down');
});

it.each([
  [-5, '0.0 s'],
  [9_949, '9.9 s'],
  [119_000, '119 s'],
  [600_000, '10 min'],
  [86_400_000, '24 h'],
])('says %d ms as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});
