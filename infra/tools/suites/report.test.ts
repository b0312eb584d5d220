import { describe, expect, it } from 'vitest';
import { readReport, summarise } from './report.ts';

function report(tests: Partial<Record<'passed' | 'pending' | 'todo', number>>, files: object[] = []): string {
  return JSON.stringify({
    numPassedTests: tests.passed ?? 0,
    numPendingTests: tests.pending ?? 0,
    numTodoTests: tests.todo ?? 0,
    success: true,
    testResults: files,
  });
}

describe('readReport', () => {
  const failed = (fullName: string, message: string) => ({ status: 'failed', fullName, failureMessages: [message] });

  it('counts what passed, failed and was skipped, and names what failed with the first line of why', () => {
    const tests = [failed('a b', 'Error: no\n  at c'), { status: 'passed' }, failed('d', 'Error: never')];
    const file = { name: 'feed/x.test.ts', status: 'failed', message: '', assertionResults: tests };
    expect(readReport('unit', report({ passed: 7, pending: 1, todo: 1 }, [file]), 1)).toEqual({
      suite: 'unit',
      passed: 7,
      failed: 2,
      skipped: 2,
      failures: ['unit: feed/x.test.ts: a b: Error: no', 'unit: feed/x.test.ts: d: Error: never'],
    });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const files = [
      { name: 'a.test.ts', status: 'failed', message: 'no such module\n', assertionResults: [] },
      { name: 'b.test.ts', status: 'failed', message: '', assertionResults: [failed('c', 'Error')] },
      { name: 'd.test.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed' }] },
    ];
    expect(readReport('unit', report({ passed: 1 }, files), 1)).toMatchObject({
      failed: 2,
      failures: ['unit: a.test.ts: no such module', 'unit: b.test.ts: c: Error'],
    });
  });

  it('counts an interrupted run as a failure, whatever it reported', () => {
    expect(readReport('unit', undefined, 0)).toMatchObject({
      failed: 1,
      failures: ['unit: the run left no report'],
    });
    expect(readReport('unit', report({ passed: 3 }), 1)).toMatchObject({
      passed: 3,
      failed: 1,
      failures: ['unit: no test failed, but the run ended with 1'],
    });
  });
});

describe('summarise', () => {
  const ANY = { requireAll: false, only: false };
  const ALL = { requireAll: true, only: false };
  const ONLY = { requireAll: false, only: true };
  const unit = { suite: 'unit', passed: 5, failed: 0, skipped: 0, failures: [], seconds: 3.4 };
  const browser = { suite: 'browser', part: false, reason: 'No Chromium was found; set CHROMIUM to the path of one.' };

  it('ends with the sum, after a line for each suite, run or not, and for each failure', () => {
    const integration = {
      ...unit,
      suite: 'integration',
      passed: 2,
      failed: 1,
      skipped: 1,
      failures: ['integration: a: b: c'],
    };
    expect(summarise([unit, integration], [browser], ANY)).toEqual({
      lines: [
        'unit: 5 passed, 0 failed in 3 s',
        'integration: 2 passed, 1 failed, 1 skipped in 3 s',
        'browser: skipped. No Chromium was found; set CHROMIUM to the path of one.',
        'failed: integration: a: b: c',
        '7 passed, 1 failed',
      ],
      succeeded: false,
    });
  });

  it('names a part that was skipped, which is a failure only when all is required', () => {
    const load = { suite: 'load', part: true, reason: 'No Chromium was found.' };
    expect(summarise([unit], [load], ONLY)).toEqual({
      lines: [
        'unit: 5 passed, 0 failed in 3 s',
        'load: a part was skipped. No Chromium was found.',
        '5 passed, 0 failed',
      ],
      succeeded: true,
    });
    expect(summarise([unit], [load], ALL).succeeded).toBe(false);
  });

  it('treats everything that the machine can run as a success', () => {
    expect(summarise([unit], [browser], ANY).succeeded).toBe(true);
  });

  it('treats skipped suites as failures when all are required', () => {
    expect(summarise([unit], [], ALL).succeeded).toBe(true);
    expect(summarise([unit], [browser], ALL).succeeded).toBe(false);
    expect(summarise([{ ...unit, skipped: 1 }], [], ALL).succeeded).toBe(false);
    expect(summarise([unit, { ...unit, passed: 0 }], [], ALL).succeeded).toBe(false);
  });

  it('treats a suite that was selected by name and did not run as a failure', () => {
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
