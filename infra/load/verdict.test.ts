import { describe, expect, it } from 'vitest';
import { judge } from './verdict.ts';
import type { Run, Summary } from './verdict.ts';

const AGES = { count: 100, p50: 10, p90: 20, p99: 40, max: 50 };
const TOTALS = { received: 100, folded: 3, missing: 0, repeated: 0, outOfOrder: 0, unexplained: 0 };

function summary(p99 = 45, ok = true): Summary {
  return {
    metrics: {
      quote_age: {
        type: 'trend',
        contains: 'time',
        values: { count: 90, med: 11, 'p(90)': 22, 'p(99)': p99, max: 60 },
        thresholds: { 'p(50)<150': { ok: true }, 'p(99)<1000': { ok } },
      },
      vus: { type: 'gauge', contains: 'default', values: { max: 300 } },
    },
  };
}

function run(over: Partial<Run> = {}): Run {
  return {
    title: '03 fanout',
    command: 'npm run load -- 03',
    what: '100 clients',
    summary: summary(),
    receiver: { ages: AGES, parts: [AGES], totals: TOTALS },
    processes: [{ name: 'gateway', cpu: 0.2, cpuPeak: 0.4, memory: [100, 101] }],
    seconds: 60,
    isSoak: false,
    isBreakpoint: false,
    ...over,
  };
}

describe('judge', () => {
  it('passes a run that kept its objectives, and shows both views of it', () => {
    const { outcome, markdown } = judge(run());
    expect(outcome).toBe('passed');
    expect(markdown).toContain('| quote_age p(99)<1000 | 45 ms | kept |');
    expect(markdown).toContain('| receiver (every quote) | 10.0 | 20.0 | 40.0 | 50.0 | 100 |');
    expect(markdown).toContain('Run again with: `npm run load -- 03`');
  });

  it('fails one that broke an objective', () => {
    const { outcome, markdown } = judge(run({ summary: summary(45, false) }));
    expect(outcome).toBe('failed');
    expect(markdown).toContain('| quote_age p(99)<1000 | 45 ms | BROKEN |');
  });

  it.each(['missing', 'repeated', 'outOfOrder', 'unexplained'] as const)(
    'fails one in which the receiver found a quote %s, whatever k6 says',
    (wrong) => {
      const totals = { ...TOTALS, [wrong]: 1 };
      expect(judge(run({ receiver: { ages: AGES, parts: [], totals } })).outcome).toBe('failed');
    },
  );

  it('fails one in which the receiver saw nothing at all', () => {
    const totals = { ...TOTALS, received: 0 };
    expect(judge(run({ receiver: { ages: AGES, parts: [], totals } })).outcome).toBe('failed');
  });

  it('says nothing of the system when k6 was late itself', () => {
    expect(judge(run({ summary: summary(5_000) })).outcome).toBe('invalid');
    const processes = [{ name: 'k6', cpu: 2, cpuPeak: 1_000, memory: [] }];
    expect(judge(run({ processes })).markdown).toContain('# 03 fanout: invalid');
  });

  it('names the part that gave out when it was meant to break', () => {
    const processes = [
      { name: 'gateway', cpu: 0.8, cpuPeak: 0.99, memory: [100] },
      { name: 'cloud-1', cpu: 0.2, cpuPeak: 0.3, memory: [50] },
    ];
    const { outcome, markdown } = judge(run({ isBreakpoint: true, summary: summary(45, false), processes }));
    expect(outcome).toBe('passed');
    expect(markdown).toContain('It gave way at 300 clients; a core to itself had: gateway.');
  });

  it('fails a soak whose memory or latency drifts, and no other', () => {
    const growing = [
      { name: 'gateway', cpu: 0, cpuPeak: 0, memory: Array.from({ length: 3_600 }, (_, second) => 100 + second / 20) },
    ];
    expect(judge(run({ isSoak: true, seconds: 3_600, processes: growing })).markdown).toMatch(
      /memory of gateway \| 180\.0 MiB\/h \| DRIFTS/,
    );
    expect(judge(run({ seconds: 3_600, processes: growing })).outcome).toBe('passed');
    const slower = Array.from({ length: 20 }, (_, part) => ({ ...AGES, p99: part < 10 ? 40 : 80 }));
    const receiver = { ages: AGES, parts: slower, totals: TOTALS };
    expect(judge(run({ isSoak: true, seconds: 3_600, receiver })).outcome).toBe('failed');
    expect(judge(run({ isSoak: true, seconds: 3_600 })).outcome).toBe('passed');
  });
});
