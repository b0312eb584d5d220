import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Migration } from '../core/migration.ts';
import { reportHtml } from './report-html.ts';

/** What no report of a migration can show. Part of every report. */
export const NOT_PROVED = [
  'The clients counted for missing, duplicates and silence are six of this tool: three with the client library, three plain ones. Other clients are counted by the gateways only, as moved, closed or left.',
  'Requests are those that the front door answered. A request that never reached it, or whose connection broke while the answer was on its way, is not among them.',
  'While the tool was not running, nothing was counted: a migration that was resumed has gaps.',
  'Parity was checked at the moments of the check, for the symbols that were quoted then.',
  'Silence includes pauses of the feed: it is an upper bound of what the migration caused.',
];

/** Writes a migration's report as JSON and HTML, and returns the path of the HTML. */
export async function writeReport(folder: string, migration: Migration): Promise<string> {
  await mkdir(folder, { recursive: true });
  const base = join(folder, migration.id);
  await writeFile(`${base}.json`, `${JSON.stringify({ ...migration, notProved: NOT_PROVED }, null, 2)}\n`);
  await writeFile(`${base}.html`, reportHtml(migration, NOT_PROVED));
  return `${base}.html`;
}

/** A line for a list of reports. */
export function reportLine(migration: Migration): string {
  const { id, status, operator, started, ended, counts, reason } = migration;
  const seconds = ended === null ? 'not ended' : `${((ended - started) / 1_000).toFixed(1)} s`;
  const failed = Object.values(counts.requests).reduce((total, one) => total + one.failed, 0);
  const { library, plain } = counts;
  const wrong = [
    `failed ${failed}`,
    `missing ${library.missing + plain.missing}`,
    `duplicates ${library.duplicates + plain.duplicates}`,
  ].join(', ');
  const why = reason === null ? '' : ` (${reason})`;
  return `${id}  ${new Date(started).toISOString()}  ${seconds}  ${operator}  ${status}${why}  ${wrong}`;
}
