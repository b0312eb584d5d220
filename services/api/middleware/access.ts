import compression from 'compression';
import cors from 'cors';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Access } from '../deps.ts';
import { ProblemError } from '../problems.ts';

const WINDOW_S = 10;
/** A small answer is not worth the time. In bytes. */
const COMPRESS_FROM = 1_024;

/** Lets web pages of the allowed origins read the answers, and what is in their headers. */
export function crossOrigin({ corsOrigins }: Pick<Access, 'corsOrigins'>): RequestHandler {
  const exposedHeaders = ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After'];
  const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
  return cors({ origin, methods: ['GET', 'HEAD'], exposedHeaders, maxAge: 3_600 });
}

/**
 * Counts the requests of each client and refuses those beyond the limit, with the headers `RateLimit` and `RateLimit-Policy`:
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function limitRate({ rateLimit: limit }: Pick<Access, 'rateLimit'>): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_S * 1_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Clients behind a proxy that is not trusted count as one, which is what is wanted.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) => {
      next(new ProblemError(429, 'Too many requests', `allowed are ${limit} requests in ${WINDOW_S} s`));
    },
  });
}

/** Compresses answers, but not events: they would wait for more. */
export function compress(): RequestHandler {
  const handler = compression({
    threshold: COMPRESS_FROM,
    filter: (request, response) =>
      response.getHeader('content-type') !== 'text/event-stream' && compression.filter(request, response),
  });
  return (request, response, next) => {
    if (request.headers['accept-encoding'] !== undefined) {
      handler(request, response, next);
      return;
    }
    // Nothing has to be made ready for a client that takes no compression.
    response.vary('accept-encoding');
    next();
  };
}
