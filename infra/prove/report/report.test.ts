import { describe, expect, it } from 'vitest';
import type { FaultResult } from '../prove-fault.ts';
import { evidence, receiver, streams } from '../testing.ts';
import { htmlReport } from './html.ts';
import { missedObjectives, reportOf, rowOf } from './report.ts';
import { lineOf, textReport } from './text.ts';

function result(changes: Partial<FaultResult> = {}): FaultResult {
  return {
    name: 'link-cut-3s',
    what: 'The link is cut.',
    outcome: 'passed',
    skipped: null,
    findings: [],
    notes: [],
    evidence: evidence({ shown: ['fresh', 'link:up', 'stale:link'] }),
    bed: 'both sites',
    tookMs: 9_000,
    ...changes,
  };
}

const FAILED = result({
  name: 'purged',
  outcome: 'failed',
  findings: ['7 quotes lost at the mirror <b>'],
  evidence: evidence({ streams: streams({ mirror: { missing: 7, quotes: 93 } }) }),
});
const SKIPPED = result({ name: 'disk-full', outcome: 'skipped', skipped: 'it takes root', evidence: null });
const REPORT = reportOf([result(), FAILED, SKIPPED], {
  startedAt: 1_700_000_000_000,
  tookMs: 20_000,
  machine: '2 cores',
  command: 'npm run prove --',
});

describe('a row of the report', () => {
  it('shows the worst count of all receivers, and times of our client', () => {
    const receivers = [receiver({ freshAfterMs: 1_500 }), receiver({ duplicates: 2, freshAfterMs: 9_000 })];
    expect(
      rowOf(result({ evidence: evidence({ receivers, shown: ['fresh', 'link:up', 'stale:link'] }) })),
    ).toMatchObject({
      sent: '100',
      arrived: '100',
      lost: '0',
      duplicates: '2',
      fresh: '1.5 s',
      complete: '0.7 s',
      shown: 'stale:link',
    });
  });

  it('counts as sent what the origin no longer holds, too', () => {
    const expired = evidence({ streams: streams({ origin: { missing: 40 }, mirror: { missing: 70, quotes: 30 } }) });
    expect(rowOf(result({ evidence: expired }))).toMatchObject({ sent: '140', arrived: '30', lost: '70' });
  });

  it('has no figures of a fault that did not run', () => {
    expect(rowOf(SKIPPED)).toMatchObject({ outcome: 'skipped', sent: '–', lost: '–', fresh: '–' });
  });
});

describe('the objectives', () => {
  const missed = (changes: Parameters<typeof evidence>[0]) => missedObjectives(result({ evidence: evidence(changes) }));

  it('are met within 2 s and 10 s', () => {
    expect(missed({ receivers: [receiver({ freshAfterMs: 2_000 })], completeAfterMs: 10_000, backlog: 0 })).toEqual([]);
  });

  it('allow a backlog the time that it takes at 20 times real time', () => {
    expect(missed({ completeAfterMs: 12_900, backlog: 6_000, publishedPerSecond: 100 })).toEqual([]);
    expect(missed({ completeAfterMs: 13_100, backlog: 6_000, publishedPerSecond: 100 })).toEqual([
      'complete after 13.1 s, the objective is 13.0 s',
    ]);
  });

  it('are not met by prices that are fresh too late', () => {
    expect(missed({ receivers: [receiver({ freshAfterMs: 2_100 })] })).toEqual([
      'fresh after 2.1 s, the objective is 2.0 s',
    ]);
  });
});

describe('the reports', () => {
  it('count outcomes', () => {
    expect(REPORT.counts).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it('name in the terminal what failed and what was skipped, with the reason', () => {
    const text = textReport(REPORT);
    expect(text).toContain('purged: 7 quotes lost at the mirror');
    expect(text).toContain('disk-full: it takes root');
    expect(text).toContain('1 passed, 1 failed, 1 skipped in 20 s; 2 cores');
    expect(text).toContain('What this does not prove');
    expect(lineOf(FAILED)).toMatch(/^✗ purged: 7 quotes lost/);
    expect(lineOf(SKIPPED)).toBe('- disk-full: skipped, it takes root');
  });

  it('escape what they show on the page', () => {
    const html = htmlReport(REPORT);
    expect(html).toContain('<li>7 quotes lost at the mirror &lt;b&gt;</li>');
    expect(html).not.toContain('mirror <b>');
    expect(html).toContain('Skipped: it takes root.');
  });
});
