import type { Problem } from '@quotebridge/contracts';
import { problem } from '@quotebridge/service-kit';
import { AttemptError } from './attempt.ts';

/** The problem for a request without an upstream response: 503 when none is ready, 502 when it closed the connection, 504 when it timed out. */
export function upstreamProblem(error: unknown, service: string): Problem {
  if (error instanceof NoUpstreamError) return problem(503, `no ${service} is ready`);
  if (!(error instanceof AttemptError)) return problem(500, 'internal error; see the log of the front door');
  if (error.code === 'ETIMEDOUT') return problem(504, `the ${service} does not answer`);
  return error.wasSent ? problem(502, `the ${service} closed the connection`) : problem(503, `the ${service} is down`);
}

/** No upstream was ready in time. */
export class NoUpstreamError extends Error {
  override readonly name = 'NoUpstreamError';
}
