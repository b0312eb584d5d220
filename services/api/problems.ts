import { problemSchema } from '@quotebridge/contracts';
import { z } from 'zod';

/** Fields beyond RFC 9457, for programs. */
const extensions = z.object({
  parameter: z.string().optional().describe('The invalid parameter'),
  near: z.array(z.string()).optional().describe('Existing symbols similar to the unknown one'),
});

export const apiProblemSchema = problemSchema.extend(extensions.shape).meta({ id: 'Problem' });
export type ApiProblem = z.infer<typeof apiProblemSchema>;

interface Extras extends z.infer<typeof extensions> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is returned to the client as a problem (RFC 9457). Its message becomes `detail`, so it must be safe to show. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #extensions: z.infer<typeof extensions>;
  constructor(status: number, title: string, detail: string, { headers = {}, ...rest }: Extras = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.headers = headers;
    this.#extensions = rest;
  }

  /** `instance`: the requested path. */
  toProblem(instance: string): ApiProblem {
    const { status, title, message: detail } = this;
    return { type: 'about:blank', title, status, detail, instance, ...this.#extensions };
  }
}

/** How long a client should wait before a retry, in seconds. */
const RETRY_AFTER_S = 1;

export function badParameter(name: string, rule: string): ProblemError {
  return new ProblemError(400, 'Bad parameter', `${name} ${rule}`, { parameter: name });
}

export function unknownSymbols(symbols: readonly string[], near: readonly string[]): ProblemError {
  const hint = near.length === 0 ? '' : `; there are ${near.join(', ')}`;
  return new ProblemError(404, 'Unknown symbol', `no such symbol: ${symbols.join(', ')}${hint}`, { near: [...near] });
}

/** The reference data do not reply, and this API has no earlier copy. */
export function noReferenceData(symbol: string): ProblemError {
  const detail = `the reference data do not reply, and there is no earlier copy of the details of ${symbol}`;
  return new ProblemError(503, 'No reference data', detail, { headers: { 'retry-after': String(RETRY_AFTER_S) } });
}

export function notReady(waitingFor: string): ProblemError {
  return new ProblemError(503, 'Not ready', `waiting for ${waitingFor}`, {
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}
