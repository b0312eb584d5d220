import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { quoteTable, staleText, statusTable } from './tables.ts';
import type { Stale, Status } from './tables.ts';
import { ageText } from './texts.ts';

const NOW = 1_800_000_000_000;

it('shows one quote per line, with its age', () => {
  const prices = { bid: '1.10', bidSize: 5, ask: '1.12', askSize: 7, last: '1.11' };
  const lines = quoteTable([{ symbol: 'A', seq: 9, epoch: 1, time: NOW, published: NOW - 1_500, ...prices }], NOW);
  expect(lines).toMatch(/A .* 1\.10 .* 5 .* 1\.12 .* 7 .* 1\.11 .* 9 .* 1\.5 s/);
});

it('reports since when and why prices are stale, and nothing while they are fresh', () => {
  expect(staleText(null, NOW)).toBeNull();
  const text = staleText({ since: NOW - 12_000, reason: 'link' }, NOW);
  expect(stripVTControlCharacters(text ?? '')).toBe('stale for 12 s: the link is down');
});

const status: Status = {
  site: 'cloud',
  role: 'mirror',
  link: 'up',
  rtt: 1,
  lag: 0,
  alarms: [],
  lastError: null,
  streams: [],
  bridges: [],
  heartbeatAge: 300,
  clock: { offset: -12.4, agree: true },
  stale: null,
  complete: true,
  symbols: 1,
  totals: { received: 1, missing: 0, lost: 0, refused: 0 },
  now: NOW,
};
const stale = (reason: NonNullable<Stale>['reason']): Pick<Status, 'complete' | 'stale'> => ({
  complete: false,
  stale: { since: NOW - 5_000, reason },
});
const row = (name: string, over: Partial<Status>): string => {
  const line = statusTable({ ...status, ...over })
    .split('\n')
    .find((text) => text.includes(` ${name} `));
  return stripVTControlCharacters(line ?? '');
};

const paused: Status['bridges'][number] = {
  name: 'quotes',
  mode: 'replicate',
  carries: 'QUOTES',
  from: ['onprem'],
  to: 'cloud',
  state: 'paused',
  since: NOW - 9_000,
  lag: 40,
  lastActivity: NOW - 9_000,
  rate: 0,
  bytes: 900,
  lastError: null,
};

it.each([
  ['yes', {}],
  ['no, missed quotes are being filled in', { complete: false }],
  ['no, missed quotes are being filled in', stale('link')],
  ['no, what is missed is held at the origin until the link is back', { ...stale('link'), link: 'down' }],
  ['no, what is missed is held at the origin until the link is back', { ...stale('reader'), link: 'down' }],
  ['no, what is missed waits at the origin until the bridge is resumed', { ...stale('paused'), bridges: [paused] }],
  ['no, what is missed waits at the origin until the bridge is resumed', { complete: false, bridges: [paused] }],
  ['no, missed quotes are being filled in', { complete: false, bridges: [{ ...paused, carries: 'INSTRUMENTS' }] }],
  ['not known while prices are stale', stale('feed')],
  ['not known while prices are stale', { ...stale('feed'), link: 'down', role: 'origin' }],
] satisfies [string, Partial<Status>][])('shows completeness as: %s (%o)', (text, over) => {
  expect(row('complete', over)).toContain(` ${text} `);
});

it.each([
  ["within 12 ms of the feed's", {}],
  ['not compared with the feed yet', { clock: { offset: null, agree: true } }],
  ["clocks differ by 1 h 0 min: this site's is ahead", { clock: { offset: 3_600_000, agree: false } }],
])('shows the clock as: %s', (text, over) => {
  expect(row('clock', over)).toContain(` ${text} `);
});

it('shows the alarm of a stream, its last repair, and an unknown lag', () => {
  const alarm = {
    stream: 'QUOTES',
    code: 'stuck' as const,
    since: NOW - 4_000,
    text: 'the mirror receives nothing',
    action: "reset the origin's consumer",
    missing: 7,
  };
  const table = stripVTControlCharacters(
    statusTable({ ...status, lag: null, alarms: [alarm], lastError: alarm.text, complete: false }),
  );
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
])('formats %d ms as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text);
});
