import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { readReport } from './report.ts';
import type { Result, Suite } from './suite.ts';

/** Runs one suite, its output on this terminal. */
export async function runSuite(
  root: string,
  suite: Suite['name'],
  env: Readonly<Record<string, string>>,
  filters: readonly string[],
): Promise<Result> {
  const report = join(root, '.cache', 'tests', `${suite}.json`);
  await mkdir(join(report, '..'), { recursive: true });
  await rm(report, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { exitCode = 1, durationMs } = await execa(
    process.execPath,
    [vitest, 'run', '--project', suite, '--passWithNoTests', ...reporters, ...filters],
    { cwd: root, env, stdio: 'inherit', reject: false },
  );
  const json = await readFile(report, 'utf8').catch(() => undefined);
  return { ...readReport(suite, json, exitCode), seconds: durationMs / 1000 };
}
