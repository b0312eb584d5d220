/** What was inspected, what was found, and for a problem how to fix it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly remedy?: string;
}

/** The machine lacks something. The message has a line for each. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
  constructor(findings: readonly Finding[]) {
    super(findings.map(describe).join('\n'));
  }
}

export function describe({ what, ok, found, remedy }: Finding): string {
  return `${ok ? 'ok  ' : 'FAIL'}  ${what}: ${found}${ok || remedy === undefined ? '' : `\n      to fix it: ${remedy}`}`;
}
