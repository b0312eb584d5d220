import compression from 'compression';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { Access } from '../deps.ts';
import { alwaysSet, headersOf } from './headers.ts';

/** Compressing a smaller response is not worth the time. In bytes. */
const COMPRESS_FROM = 1_024;

/** Lets web pages of the allowed origins read responses and their headers. */
export function crossOrigin({ corsOrigins }: Pick<Access, 'corsOrigins'>): RequestHandler {
  const exposedHeaders = ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After'];
  const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
  const handler = cors({ origin, methods: ['GET', 'HEAD'], exposedHeaders, maxAge: 3_600 });
  if (origin !== '*') return handler;
  const set = alwaysSet(headersOf(handler));
  // The library answers preflight requests; the headers of other responses are always the same.
  return (request, response, next) => {
    if (request.method === 'OPTIONS') handler(request, response, next);
    else void set(request, response, next);
  };
}

/** Compresses responses, but not event streams: events would wait in the buffer. */
export function compress(): RequestHandler {
  const handler = compression({
    threshold: COMPRESS_FROM,
    filter: (request, response) =>
      response.getHeader('content-type') !== 'text/event-stream' && compression.filter(request, response),
  });
  return (request, response, next) => {
    // On every response, also 304, where the library omits it.
    if (response.hasHeader('vary')) response.vary('accept-encoding');
    else response.setHeader('vary', 'accept-encoding');
    // A client that accepts no compression needs no setup.
    if (request.headers['accept-encoding'] === undefined) next();
    else handler(request, response, next);
  };
}
