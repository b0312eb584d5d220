import { REPORT_DIR } from './settings.ts';

/** The statistics shown for a trend. */
export const SUMMARY_STATS = ['count', 'min', 'med', 'avg', 'p(90)', 'p(95)', 'p(99)', 'max'];

/** The argument of `handleSummary`, as far as it is read here. */
interface Summary {
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly values: Readonly<Record<string, number>>;
        readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
      }
    >
  >;
}

/** Writes all figures for `npm run load` to make the verdict of; without it, prints what was held to an objective. */
export function handleSummary(data: Summary): Record<string, string> {
  if (REPORT_DIR === '') return { stdout: `${describeObjectives(data)}\n` };
  return { [`${REPORT_DIR}/summary.json`]: JSON.stringify(data, null, 2) };
}

/** A line for each objective, and one for all. Pure. */
function describeObjectives({ metrics }: Summary): string {
  const lines: string[] = [];
  let broken = 0;
  for (const [name, { values, thresholds = {} }] of Object.entries(metrics)) {
    for (const [rule, { ok }] of Object.entries(thresholds)) {
      if (!ok) broken += 1;
      const [stat = ''] = rule.split(/[<>=!]/);
      const measured = values[stat === 'p(50)' ? 'med' : stat];
      lines.push(`${ok ? 'kept  ' : 'BROKEN'}  ${name} ${rule}: ${measured === undefined ? '-' : round(measured)}`);
    }
  }
  const verdict =
    broken === 0 ? `all ${lines.length} objectives were kept` : `${broken} of ${lines.length} objectives were broken`;
  return [...lines.toSorted(), '', verdict].join('\n');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
