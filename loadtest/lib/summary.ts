import { REPORT_DIR } from './settings.ts';

/** What is told of a trend. */
export const SUMMARY_STATS = ['count', 'min', 'med', 'avg', 'p(90)', 'p(95)', 'p(99)', 'max'];

/** Writes all figures for `npm run load` to make the verdict of; without it, prints them. */
export function handleSummary(data: object): Record<string, string> {
  const json = JSON.stringify(data, null, 2);
  return REPORT_DIR === '' ? { stdout: `${json}\n` } : { [`${REPORT_DIR}/summary.json`]: json };
}
