import { describe, expect, it } from 'vitest';
import { judge } from './verdict.ts';
import type { Summary } from './summary.ts';
import type { Run } from './verdict.ts';

const AGES = { count: 100, p50: 10, p90: 20, p99: 40, max: 50 };
const TOTALS = { received: 100, conflated: 3, missing: 0, duplicates: 0, outOfOrder: 0, unsettled: 0, unexplained: 0 };

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

function used(name: string, cpuPeak: number, memory: readonly number[] = [100, 101]) {
  return { name, cpu: cpuPeak / 2, cpuPeak, cpuLast: cpuPeak, memory };
}

function machine(cpuLast: number) {
  return { cores: 4, cpu: cpuLast, cpuPeak: cpuLast, cpuLast, stolen: 0 };
}

/** A phased age, and what clients saw of a cut. */
function trend(values: Readonly<Record<string, number>>) {
  return { type: 'trend', contains: 'time', values };
}

function counter(count: number) {
  return { type: 'counter', contains: 'default', values: { count } };
}

function run(over: Partial<Run> = {}): Run {
  return {
    title: '03 fanout',
    command: 'npm run load -- 03',
    what: '100 clients',
    summary: summary(),
    receiver: { ages: AGES, parts: [AGES], totals: TOTALS },
    used: { processes: [used('gateway', 0.4)], machine: { ...machine(1), cpuPeak: 2 } },
    link: { rtt: 0.4, lag: 0 },
    clients: null,
    seconds: 60,
    isBrowser: false,
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

  it('shows what a migration did to clients, whether times are judged or not', () => {
    const silence = (max: number) => trend({ med: max / 2, 'p(99)': max - 1, max });
    const failed = { type: 'rate', contains: 'default', values: { rate: 0.01, passes: 1, fails: 99 } };
    const metrics = {
      silence_before: silence(100),
      silence_relocating: silence(201),
      silence_switching: silence(61),
      silence_plain: silence(1_501),
      clients_relocated: counter(44),
      clients_closed: counter(16),
      'served{site:onprem,what:request}': counter(40),
      'served{site:cloud,what:request}': counter(30),
      'http_req_failed{scenario:requests}': failed,
    };
    const { markdown } = judge(run({ summary: { metrics } }));
    expect(markdown).toContain('| relocating client | 101 | 200 | 201 | 250 |');
    expect(markdown).toMatch(/^\| relocating client, from .+ \| 31 \| 60 \| 61 \| {2}\|$/m);
    expect(markdown).toContain('| plain client | 751 | 1500 | 1501 | 2000 |');
    expect(markdown).toContain(
      'Of 100 requests 1 failed; of the answers that name their site, on-prem gave 40 and the cloud 30.',
    );
    expect(judge(run()).markdown).not.toContain('silence');
  });

  it('fails a run that broke an objective', () => {
    const { outcome, markdown } = judge(run({ summary: summary(45, false) }));
    expect(outcome).toBe('failed');
    expect(markdown).toContain('| quote_age p(99)<1000 | 45 ms | BROKEN |');
  });

  it.each(['missing', 'duplicates', 'outOfOrder', 'unexplained'] as const)(
    'fails one in which the receiver found a quote %s, whatever k6 says',
    (wrong) => {
      const totals = { ...TOTALS, [wrong]: 1 };
      expect(judge(run({ receiver: { ages: AGES, parts: [], totals } })).outcome).toBe('failed');
    },
  );

  it('fails a run in which the receiver saw nothing', () => {
    const totals = { ...TOTALS, received: 0 };
    expect(judge(run({ receiver: { ages: AGES, parts: [], totals } })).outcome).toBe('failed');
  });

  it('gives no verdict on the system when k6 was late itself', () => {
    expect(judge(run({ summary: summary(5_000) })).outcome).toBe('invalid');
    expect(judge(run({ used: { processes: [used('k6', 3.9)], machine: machine(4) } })).markdown).toContain(
      '# 03 fanout: invalid',
    );
  });

  it('names the saturated part of a breakpoint run, by its use at the end', () => {
    const processes = [used('gateway', 0.99), used('cloud-1', 0.3), { ...used('feed', 0.95), cpuLast: 0.1 }];
    const { outcome, markdown } = judge(
      run({ isBreakpoint: true, summary: summary(45, false), used: { processes, machine: machine(2) } }),
    );
    expect(outcome).toBe('passed');
    expect(markdown).toContain('It gave way at 300 clients. What gave out: gateway, which had a core to itself.');
    expect(markdown).toContain('gateway 0.99, cloud-1 0.30, feed 0.10; the machine 2.00 of 4 cores; link 0.4 ms');
  });

  it.each([
    ['the link', { link: { rtt: 900, lag: 0 } }],
    [
      'the machine, which had no processor left',
      { used: { processes: [used('gateway', 0.8)], machine: machine(3.9) } },
    ],
    ['nothing that was measured', {}],
  ])('names %s', (what, over) => {
    const { markdown } = judge(run({ isBreakpoint: true, summary: summary(45, false), ...over }));
    expect(markdown).toContain(`What gave out: ${what}.`);
  });

  it.each([
    ['it used all cores', { used: { processes: [used('k6', 3.7)], machine: machine(3.8) } }],
    [
      'it took most of a machine that was full',
      { used: { processes: [used('k6', 2), used('gateway', 0.9)], machine: machine(3.9) } },
    ],
    ['it saw quotes much later than the receiver', { summary: summary(5_000, false) }],
  ])('finds no breakpoint of the system when k6 was what gave out: %s', (_how, over) => {
    const { outcome, markdown } = judge(run({ isBreakpoint: true, summary: summary(45, false), ...over }));
    expect(outcome).toBe('invalid');
    expect(markdown).toContain('k6 itself was late');
  });

  describe('of a page', () => {
    /** All but the browser use so many of four cores. */
    const beside = (cores: number, stolen = 0) => ({
      processes: [used('browser', 1)],
      machine: { ...machine(cores + 0.5), stolen },
    });
    const late = summary(45, false);

    it.each([
      ['it had a core to itself', beside(2.9), 'failed'],
      ['other processes left less', beside(3.2), 'invalid'],
      ['the host of the machine left less', beside(2.9, 0.2), 'invalid'],
    ])('that broke its objective: %s', (_why, crowded, outcome) => {
      expect(judge(run({ isBrowser: true, summary: late, used: crowded })).outcome).toBe(outcome);
    });

    it('reports the free processor time of the browser', () => {
      const { markdown } = judge(run({ isBrowser: true, summary: late, used: beside(3.2, 0.2) }));
      expect(markdown).toContain('The browser had 0.60 of a core to itself, and needs one');
      expect(markdown).toContain('at most 3.70 in a second; its host gave 0.20 to others.');
    });

    it('fails when it was not watched to its end, also without a free core', () => {
      const pages = { ...counter(0), thresholds: { 'count==1': { ok: false } } };
      const metrics = { ...late.metrics, pages };
      expect(judge(run({ isBrowser: true, summary: { metrics }, used: beside(3.9) })).outcome).toBe('failed');
    });

    it('passes when it met its objectives, also without a free core', () => {
      expect(judge(run({ isBrowser: true, used: beside(3.9) })).outcome).toBe('passed');
    });
  });

  it('says that a system held when nothing broke', () => {
    expect(judge(run({ isBreakpoint: true })).markdown).toContain('It held 300 clients');
  });

  it('fails a run of which not every client began or ended', () => {
    const metrics = {
      ...summary().metrics,
      clients_begun: counter(9),
      clients_accounted: { type: 'rate', contains: 'default', values: { rate: 1, passes: 8, fails: 0 } },
    };
    const { outcome, markdown } = judge(run({ clients: 10, summary: { metrics } }));
    expect(outcome).toBe('failed');
    expect(markdown).toContain('Why: 9 of 10 clients began; 1 of 9 clients did not end by themselves.');
  });

  it.each([
    [40, 350, 'failed'],
    [40, 130, 'passed'],
    [300, 590, 'passed'],
    [300, 610, 'failed'],
  ])('holds p99 with stalled clients against that without: %i and %i ms have %s', (quiet, stalled, outcome) => {
    const metrics = {
      ...summary().metrics,
      'quote_age{phase:quiet}': trend({ 'p(99)': quiet }),
      'quote_age{phase:stalled}': trend({ 'p(99)': stalled }),
    };
    expect(judge(run({ summary: { metrics } })).outcome).toBe(outcome);
  });

  it('says in a sentence what clients saw of a cut', () => {
    const metrics = {
      ...summary().metrics,
      stale_seen: trend({ min: 2_100, max: 2_600 }),
      fresh_again: trend({ med: 700, max: 1_100 }),
      complete_again: trend({ max: 2_300 }),
      quotes_missing: counter(0),
    };
    expect(judge(run({ summary: { metrics } })).markdown).toContain(
      'Clients saw that prices were stale 2.1 to 2.6 s after the cut. After the link was back, half of them were fresh within 0.7 s and the last after 1.1 s, and had all quotes after 2.3 s. Lost: 0.',
    );
  });

  it('fails a soak whose memory or latency drifts, and no other', () => {
    const memory = Array.from({ length: 3_600 }, (_, second) => 100 + second / 120);
    const growing = { processes: [used('gateway', 0.1, memory)], machine: machine(1) };
    expect(judge(run({ isSoak: true, seconds: 3_600, used: growing })).markdown).toMatch(
      /memory of gateway \| 30\.0 MiB\/h, allowed 20 \| DRIFTS/,
    );
    expect(judge(run({ seconds: 3_600, used: growing })).outcome).toBe('passed');
    const slower = Array.from({ length: 20 }, (_, part) => ({ ...AGES, p99: part < 10 ? 40 : 80 }));
    const receiver = { ages: AGES, parts: slower, totals: TOTALS };
    expect(judge(run({ isSoak: true, seconds: 3_600, receiver })).outcome).toBe('failed');
    expect(
      judge(run({ isSoak: true, seconds: 3_600, used: { ...growing, processes: [used('gateway', 0.1)] } })).outcome,
    ).toBe('passed');
  });

  it('lists what it did not judge of a soak: memory of a short run, and of processes in containers', () => {
    const memory = Array.from({ length: 300 }, (_, second) => 100 + second);
    const growing = { processes: [used('gateway', 0.1, memory)], machine: machine(1) };
    expect(judge(run({ isSoak: true, seconds: 300, used: growing })).markdown).toMatch(
      /memory of gateway \| 3600\.0 MiB\/h, allowed 2\d \| not judged/,
    );
    const unseen = { processes: [used('k6', 0.1)], machine: machine(1) };
    expect(judge(run({ isSoak: true, seconds: 3_600, used: unseen })).markdown).toContain('memory | not measured');
  });
});
