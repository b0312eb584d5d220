import type { Problem } from '@quotebridge/contracts';

/** A refusal that a client is told of, as RFC 9457 has it. Its message is the `detail`, so it must be fit to be shown. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, title: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.headers = headers;
  }

  /** `instance` is the path that was asked for. */
  toProblem(instance: string): Problem {
    return { type: 'about:blank', title: this.title, status: this.status, detail: this.message, instance };
  }
}

/** How long a client should wait before it asks again, in seconds. */
const RETRY_AFTER_S = 1;

export function badParameter(name: string, rule: string): ProblemError {
  return new ProblemError(400, 'Bad parameter', `${name} ${rule}`);
}

export function unknownSymbols(symbols: readonly string[]): ProblemError {
  return new ProblemError(404, 'Unknown symbol', `no such symbol: ${symbols.join(', ')}`);
}

export function notReady(waitingFor: string): ProblemError {
  return new ProblemError(503, 'Not ready', `waiting for ${waitingFor}`, { 'retry-after': String(RETRY_AFTER_S) });
}
