import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlReport } from './html.ts';
import type { ProveReport } from './report.ts';

/** Writes the report as JSON and as a page into a folder, named by its start. Resolves with both paths. */
export async function writeReports(folder: string, report: ProveReport): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const name = new Date(report.startedAt).toISOString().replaceAll(/[:.]/g, '-');
  const files = [
    [join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`],
    [join(folder, `${name}.html`), htmlReport(report)],
  ] as const;
  await Promise.all(files.map(([path, text]) => writeFile(path, text)));
  return files.map(([path]) => path);
}
