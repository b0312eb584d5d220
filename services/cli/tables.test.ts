import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { quoteTable, staleText, statusTable } from './tables.ts';
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

it('shows what is wrong with a stream, what was done about it, and a lag that is not known', () => {
  const alarm = {
    stream: 'QUOTES',
    code: 'stuck' as const,
    since: NOW - 4_000,
    text: 'the mirror receives nothing',
    action: "reset the origin's consumer",
    missing: 7,
  };
  const status = {
    site: 'cloud' as const,
    role: 'mirror' as const,
    link: 'up' as const,
    rtt: null,
    lag: null,
    alarms: [alarm],
    lastError: alarm.text,
    streams: [],
    heartbeatAge: null,
    stale: null,
    complete: false,
    symbols: 0,
    totals: { received: 0, missing: 0, lost: 0, refused: 0 },
    now: NOW,
  };
  const table = stripVTControlCharacters(statusTable(status));
  expect(table).toMatch(/lag +│ unknown/);
  expect(table).toMatch(/alarm of QUOTES │ stuck for 4\.0 s: the mirror receives nothing/);
  expect(table).toContain("reset the origin's consumer");
  expect(table).not.toContain('last error');
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
