import type { Evidence } from '../judge.ts';
import type { FaultResult } from '../prove-fault.ts';
import { HEADS, missedObjectives, rowOf, secondsOf, type ProveReport, type Row } from './report.ts';

const COLUMNS = Object.keys(HEADS) as (keyof Row)[];
const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 90rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #8884; text-align: left; vertical-align: top; }
.passed { color: #087f3f; } .failed { color: #c62828; font-weight: 600; } .skipped { color: #777; }
@media (prefers-color-scheme: dark) { .passed { color: #4cc38a; } .failed { color: #ff6b6b; } .skipped { color: #999; } }
`;

/** The report as one page that needs nothing else. */
export function htmlReport(report: ProveReport): string {
  const { passed, failed, skipped } = report.counts;
  const state = failed === 0 ? 'passed' : 'failed';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Quotebridge: npm run prove</title><style>${STYLE}</style></head>
<body>
<h1>npm run prove</h1>
<p><strong class="${state}">${passed} passed, ${failed} failed, ${skipped} skipped</strong> in ${secondsOf(report.tookMs)},
${new Date(report.startedAt).toISOString()}. ${escape(report.machine)}. <code>${escape(report.command)}</code></p>
${table(
  COLUMNS.map((column) => HEADS[column]),
  report.faults.map((fault) => {
    const row = rowOf(fault);
    return COLUMNS.map((column) => cell(row[column], column === 'outcome' ? fault.outcome : ''));
  }),
)}
${report.faults.map(detail).join('\n')}
<h2>What this does not prove</h2>
${list(report.doesNotProve)}
</body>
</html>
`;
}

function detail(fault: FaultResult): string {
  const { name, what, outcome, skipped, findings, notes, evidence, bed } = fault;
  const lines = [...findings, ...missedObjectives(fault).map((missed) => `Objective missed: ${missed}`), ...notes];
  const receivers =
    evidence === null
      ? ''
      : table(
          [
            'receiver',
            'received',
            'conflated',
            'missing',
            'dup.',
            'order',
            'confl.',
            'superseded',
            'passed',
            'fresh after',
            'stale for',
            'reasons',
          ],
          evidence.receivers.map((one) =>
            [
              one.name,
              one.received,
              one.conflated,
              one.missing,
              one.duplicates,
              one.outOfOrder,
              one.conflicting,
              one.superseded,
              one.passed,
              secondsOf(one.freshAfterMs),
              secondsOf(one.staleMs),
              one.reasons.join(', ') || '–',
            ].map((value) => cell(String(value))),
          ),
        );
  return `<section><h2 id="${escape(name)}">${escape(name)} <span class="${outcome}">${outcome}</span></h2>
<p>${escape(what)}${skipped === null ? ` ${escape(bed)}.` : ` Skipped: ${escape(skipped)}.`}</p>
${list(lines)}${receivers}${evidence === null ? '' : ledgersOf(evidence)}</section>`;
}

function ledgersOf({ ledgers }: Evidence): string {
  return list(
    ledgers.flatMap(({ site, receipts }) =>
      receipts.map(
        ({ cause, from, to, held, recovered, lost, duplicates }) =>
          `Receipt of ${site}: ${cause}, ${to === null ? 'not over' : secondsOf(to - from)}, ${held} held, ${recovered} recovered, ${lost} lost, ${duplicates} duplicates`,
      ),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((text) => `<th>${escape(text)}</th>`).join('');
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')}</tbody></table>`;
}

function cell(text: string, state = ''): string {
  return `<td${state === '' ? '' : ` class="${state}"`}>${escape(text)}</td>`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
