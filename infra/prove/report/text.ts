import Table from 'cli-table3';
import type { FaultResult } from '../prove-fault.ts';
import { HEADS, missedObjectives, rowOf, type ProveReport, type Row } from './report.ts';

const COLUMNS = Object.keys(HEADS) as (keyof Row)[];
const RIGHT = new Set<keyof Row>([
  'sent',
  'arrived',
  'lost',
  'duplicates',
  'outOfOrder',
  'conflicting',
  'fresh',
  'complete',
  'stale',
]);
const SHOWN_WIDTH = 40;

/** The report for a terminal. */
export function textReport(report: ProveReport): string {
  const table = new Table({
    head: COLUMNS.map((column) => HEADS[column]),
    colAligns: COLUMNS.map((column) => (RIGHT.has(column) ? 'right' : 'left')),
    colWidths: COLUMNS.map((column) => (column === 'shown' ? SHOWN_WIDTH : null)),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  const ran = report.faults.filter(({ outcome }) => outcome !== 'skipped');
  for (const fault of ran) {
    const row = rowOf(fault);
    table.push(COLUMNS.map((column) => row[column]));
  }
  const { passed, failed, skipped } = report.counts;
  return [
    ...(ran.length > 0 ? [table.toString()] : []),
    ...section('Failed', report.faults.flatMap(failedLines)),
    ...section('Objectives missed', report.faults.flatMap(objectiveLines)),
    ...section('Skipped', report.faults.flatMap(skippedLines)),
    ...section('What this does not prove', report.doesNotProve),
    `${passed} passed, ${failed} failed, ${skipped} skipped in ${Math.round(report.tookMs / 1_000)} s; ${report.machine}`,
  ].join('\n\n');
}

/** One line for a fault as soon as it is over. */
export function lineOf(result: FaultResult): string {
  if (result.outcome === 'skipped') return `- ${result.name}: skipped, ${result.skipped}`;
  const { sent, lost, fresh, complete } = rowOf(result);
  const figures = `${sent} sent, ${lost} lost, fresh after ${fresh}, complete after ${complete}`;
  return result.outcome === 'passed'
    ? `✓ ${result.name}: ${figures}`
    : `✗ ${result.name}: ${result.findings.join('; ')} (${figures})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join('\n')}`];
}

const failedLines = ({ name, findings }: FaultResult) => findings.map((finding) => `${name}: ${finding}`);
const objectiveLines = (fault: FaultResult) => missedObjectives(fault).map((missed) => `${fault.name}: ${missed}`);
const skippedLines = ({ name, skipped }: FaultResult) => (skipped === null ? [] : [`${name}: ${skipped}`]);
