import { relative } from 'node:path';
import type { Result } from './suite.ts';

/** The part of Vitest's JSON report that is counted here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  /** The file's path. */
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly TestReport[];
}

interface TestReport {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

/** Counts tests. A file that could not be loaded, or a run that was interrupted, counts as one failure. */
export function readReport(suite: string, json: string | undefined, exitCode: number): Omit<Result, 'seconds'> {
  if (json === undefined) {
    return { suite, passed: 0, failed: 1, skipped: 0, failures: [`${suite}: the run left no report`] };
  }
  const report: VitestReport = JSON.parse(json);
  const failures = report.testResults.flatMap((file) => failuresOf(file).map((failure) => `${suite}: ${failure}`));
  const brokeOff = failures.length === 0 && exitCode !== 0;
  return {
    suite,
    passed: report.numPassedTests,
    failed: brokeOff ? 1 : failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: brokeOff ? [`${suite}: no test failed, but the run ended with ${exitCode}`] : failures,
  };
}

/** A file without a failed test failed as a whole. */
function failuresOf({ name, status, message, assertionResults }: FileReport): string[] {
  const file = relative('.', name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages: [first = ''] }) => `${file}: ${fullName}: ${firstLine(first)}`);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

export interface Missing {
  readonly suite: string;
  /** Some of its tests ran. */
  readonly part: boolean;
  /** What is missing, and how to get it. */
  readonly reason: string;
}

export interface Summary {
  readonly lines: readonly string[];
  readonly succeeded: boolean;
}

/** The options of a run. */
export interface Asked {
  /** Skipped tests are failures too, and so is a suite in which nothing ran. */
  readonly requireAll: boolean;
  /** One suite was selected by name: it is a failure when it did not run. */
  readonly only: boolean;
}

export function summarise(
  results: readonly Result[],
  missing: readonly Missing[],
  { requireAll, only }: Asked,
): Summary {
  const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
  const skips = results.filter(({ skipped }) => skipped > 0);
  const empty = results.filter(({ passed, failed, skipped }) => passed + failed + skipped === 0);
  const absent = missing.some(({ part }) => !part) || empty.length > 0;
  const refusals = [
    ...(requireAll && (absent || missing.length + skips.length > 0)
      ? ['Something was skipped, which --require-all does not allow.']
      : []),
    ...(only && absent ? ['Nothing of the suite ran that --only asks for.'] : []),
  ];
  const lines = [
    ...results.map(
      ({ suite, passed, failed, skipped, seconds }) =>
        `${suite}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''} in ${Math.round(seconds)} s`,
    ),
    ...missing.map(({ suite, part, reason }) => `${suite}: ${part ? 'a part was skipped' : 'skipped'}. ${reason}`),
    ...results.flatMap(({ failures }) => failures.map((failure) => `failed: ${failure}`)),
    ...refusals,
    `${sum('passed')} passed, ${sum('failed')} failed`,
  ];
  return { lines, succeeded: sum('failed') === 0 && refusals.length === 0 };
}
