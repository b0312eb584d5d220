import { problemSchema } from '@quotebridge/contracts';
import { z } from 'zod';

/** What an answer says beyond RFC 9457, so that a program can act on it. */
const extensions = z.object({
  parameter: z.string().optional().describe('The parameter that is not allowed'),
  near: z.array(z.string()).optional().describe('Symbols that there are and that look like the unknown one'),
});

export const apiProblemSchema = problemSchema.extend(extensions.shape).meta({ id: 'Problem' });
export type ApiProblem = z.infer<typeof apiProblemSchema>;

interface Extras extends z.infer<typeof extensions> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal that a client is told of, as RFC 9457 has it. Its message is the `detail`, so it must be fit to be shown. */
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

  /** `instance` is the path that was asked for. */
  toProblem(instance: string): ApiProblem {
    const { status, title, message: detail } = this;
    return { type: 'about:blank', title, status, detail, instance, ...this.#extensions };
  }
}

/** How long a client should wait before it asks again, in seconds. */
const RETRY_AFTER_S = 1;

export function badParameter(name: string, rule: string): ProblemError {
  return new ProblemError(400, 'Bad parameter', `${name} ${rule}`, { parameter: name });
}

export function unknownSymbols(symbols: readonly string[], near: readonly string[]): ProblemError {
  const hint = near.length === 0 ? '' : `; there are ${near.join(', ')}`;
  return new ProblemError(404, 'Unknown symbol', `no such symbol: ${symbols.join(', ')}${hint}`, { near: [...near] });
}

export function notReady(waitingFor: string): ProblemError {
  return new ProblemError(503, 'Not ready', `waiting for ${waitingFor}`, {
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  });
}
