import { expect, it } from 'vitest';
import { newMigration } from '../core/migration.ts';
import type { Migration } from '../core/migration.ts';
import { request } from '../core/testing.ts';
import { NOT_PROVED, reportLine } from './report.ts';
import { reportHtml } from './report-html.ts';

function ended(): Migration {
  const migration = newMigration(7, request(), 'ann <ops>', 1_000);
  return {
    ...migration,
    status: 'rolled-back',
    reason: '5 of 450 requests failed in 5 s',
    ended: 13_400,
    timeline: [{ at: 4_000, kind: 'weights', step: 'shift-10', text: 'api onprem 90 cloud 10' }],
    counts: {
      ...migration.counts,
      requests: { onprem: { served: 900, failed: 0 }, cloud: { served: 95, failed: 5 } },
      parity: { quotes: 50, candles: 20, updates: 100, differences: 0 },
    },
  };
}

it('shows result, requests by site, timeline and what it does not prove, and escapes what operators wrote', () => {
  const html = reportHtml(ended(), NOT_PROVED);
  expect(html).toContain('ann &lt;ops&gt;');
  expect(html).toContain('<td>cloud</td><td class="number">95</td><td class="number">5</td>');
  expect(html).toContain(
    '<td class="short">3.0 s</td><td class="short">shift-10</td><td class="short">weights</td><td>api onprem 90 cloud 10</td>',
  );
  expect(html).toContain('50 quotes, 20 candles and 100 updates');
  for (const sentence of NOT_PROVED) expect(html).toContain(sentence);
});

it('has a line in the list', () => {
  expect(reportLine(ended())).toBe(
    '0007-api+gateway-to-cloud  1970-01-01T00:00:01.000Z  12.4 s  ann <ops>  rolled-back (5 of 450 requests failed in 5 s)  failed 5, missing 0, duplicates 0',
  );
});
