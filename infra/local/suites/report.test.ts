import { describe, expect, it } from 'vitest';
import { readReport, summarise } from './report.ts';

function report(
  tests: Partial<Record<'passed' | 'failed' | 'pending' | 'todo', number>>,
  files: object[] = [],
): string {
  return JSON.stringify({
    numPassedTests: tests.passed ?? 0,
    numFailedTests: tests.failed ?? 0,
    numPendingTests: tests.pending ?? 0,
    numTodoTests: tests.todo ?? 0,
    success: true,
    testResults: files,
  });
}

describe('readReport', () => {
  it('counts what passed, failed and was skipped', () => {
    expect(readReport('unit', report({ passed: 7, failed: 2, pending: 1, todo: 1 }), 1)).toEqual({
      suite: 'unit',
      passed: 7,
      failed: 2,
      skipped: 2,
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const files = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(readReport('unit', report({ passed: 1, failed: 1 }, files), 1).failed).toBe(2);
  });

  it('counts a run that broke off as a failure, whatever it reported', () => {
    expect(readReport('unit', undefined, 0).failed).toBe(1);
    expect(readReport('unit', report({ passed: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  });
});

describe('summarise', () => {
  const ANY = { requireAll: false, only: false };
  const ALL = { requireAll: true, only: false };
  const ONLY = { requireAll: false, only: true };
  const unit = { suite: 'unit', passed: 5, failed: 0, skipped: 0 };
  const browser = { suite: 'browser', reason: 'No Chromium was found; set CHROMIUM to the path of one.' };

  it('ends with the sum, after a line for each suite, run or not', () => {
    const integration = { suite: 'integration', passed: 2, failed: 1, skipped: 1 };
    expect(summarise([unit, integration], [browser], ANY)).toEqual({
      lines: [
        'unit: 5 passed, 0 failed',
        'integration: 2 passed, 1 failed, 1 skipped',
        'browser: skipped. No Chromium was found; set CHROMIUM to the path of one.',
        '7 passed, 1 failed',
      ],
      succeeded: false,
    });
  });

  it('takes what the machine can run for a success', () => {
    expect(summarise([unit], [browser], ANY).succeeded).toBe(true);
  });

  it('takes nothing that was skipped for a success when all is required', () => {
    expect(summarise([unit], [], ALL).succeeded).toBe(true);
    expect(summarise([unit], [browser], ALL).succeeded).toBe(false);
    expect(summarise([{ ...unit, skipped: 1 }], [], ALL).succeeded).toBe(false);
    expect(summarise([unit, { ...unit, passed: 0 }], [], ALL).succeeded).toBe(false);
  });

  it('takes a suite that was asked for by name and did not run for a failure', () => {
    expect(summarise([unit], [], ONLY).succeeded).toBe(true);
    expect(summarise([{ ...unit, skipped: 1 }], [], ONLY).succeeded).toBe(true);
    expect(summarise([], [browser], ONLY)).toEqual({
      lines: [
        'browser: skipped. No Chromium was found; set CHROMIUM to the path of one.',
        'Nothing of the suite ran that --only asks for.',
        '0 passed, 0 failed',
      ],
      succeeded: false,
    });
    expect(summarise([{ ...unit, passed: 0 }], [], ONLY).succeeded).toBe(false);
  });
});
