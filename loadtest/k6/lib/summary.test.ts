import { expect, it, vi } from 'vitest';

it('shows for each objective whether it was met, the broken ones first', async () => {
  vi.stubGlobal('__ENV', {});
  const { handleSummary } = await import('./summary.ts');
  const metrics = {
    quote_age: { values: { 'p(99)': 104.26, max: 300 }, thresholds: { 'p(99)<100': { ok: false } } },
    quotes_missing: { values: { count: 0 }, thresholds: { 'count==0': { ok: true } } },
    'moments{moment:stale}': { values: {}, thresholds: { 'count==3': { ok: false } } },
    ws_connecting: { values: { max: 1 } },
  };
  expect(handleSummary({ metrics })['stdout']).toBe(
    [
      'BROKEN  moments{moment:stale} count==3: -',
      'BROKEN  quote_age p(99)<100: 104.3',
      'kept    quotes_missing count==0: 0',
      '',
      '2 of 3 objectives were broken',
      '',
    ].join('\n'),
  );
});
