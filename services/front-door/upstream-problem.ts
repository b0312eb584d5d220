import type { Problem } from '@quotebridge/contracts';
import { problem } from '@quotebridge/runtime';

/** What a client is told when an upstream does not answer: 503 when it is not there, 502 when it broke off, 504 when it is too slow. */
export function upstreamProblem(error: Error, name: string): Problem {
  const code = 'code' in error ? String(error.code) : '';
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code))
    return problem(503, `the ${name} is down`);
  if (/TIMEOUT|TIMEDOUT/.test(code)) return problem(504, `the ${name} does not answer`);
  return problem(502, `the ${name} broke off`);
}
