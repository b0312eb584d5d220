import type { Problem } from '@quotebridge/contracts';
import { problem } from '@quotebridge/service-kit';
import { AttemptError } from './attempt.ts';

/** What a client is told when no upstream answers: 503 when none is there, 502 when it broke off, 504 when it is too slow. */
export function upstreamProblem(error: unknown, service: string): Problem {
  if (error instanceof NoUpstreamError) return problem(503, `no ${service} is ready`);
  if (!(error instanceof AttemptError)) return problem(500, 'the front door failed; the failure is in its log');
  if (error.code === 'ETIMEDOUT') return problem(504, `the ${service} does not answer`);
  return error.wasSent ? problem(502, `the ${service} broke off`) : problem(503, `the ${service} is down`);
}

/** No upstream was ready in time. */
export class NoUpstreamError extends Error {
  override readonly name = 'NoUpstreamError';
}
