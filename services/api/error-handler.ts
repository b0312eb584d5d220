import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from '@quotebridge/service-kit';
import { notReady, ProblemError } from './problems.ts';
import { StreamReadError } from './stream/reads.ts';

/** Converts errors to responses. Internal errors are logged, and not shown to clients. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    const problem = toProblemError(error);
    if (problem.status >= 500 && !(error instanceof ProblemError)) {
      log.error({ err: error, method: request.method, url: request.originalUrl }, 'a request failed');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    response
      .status(problem.status)
      .set('cache-control', 'no-store')
      .set(problem.headers)
      .type('application/problem+json');
    response.send(JSON.stringify(problem.toProblem(request.path)));
  };
}

function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof StreamReadError) return notReady('the stream of quotes');
  const status = refusalStatus(error);
  if (status !== null) return new ProblemError(status, STATUS_CODES[status] ?? 'Refused', 'the request cannot be read');
  return new ProblemError(500, 'Internal error', 'internal error; see the log of the server');
}

/** Express marks what it refuses itself, such as a path that cannot be decoded, with a status. */
function refusalStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
