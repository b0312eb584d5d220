/** What was looked at, what was found, and for what is not well what would mend it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly mend?: string;
}

/** The machine lacks something. The message has a line for each. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
  constructor(findings: readonly Finding[]) {
    super(findings.map(describe).join('\n'));
  }
}

export function describe({ what, ok, found, mend }: Finding): string {
  return `${ok ? 'ok  ' : 'FAIL'}  ${what}: ${found}${ok || mend === undefined ? '' : `\n      mend it: ${mend}`}`;
}
