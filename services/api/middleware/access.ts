import compression from 'compression';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { Access } from '../deps.ts';
import { alwaysSet, headersOf } from './headers.ts';

/** A small answer is not worth the time. In bytes. */
const COMPRESS_FROM = 1_024;

/** Lets web pages of the allowed origins read the answers, and what is in their headers. */
export function crossOrigin({ corsOrigins }: Pick<Access, 'corsOrigins'>): RequestHandler {
  const exposedHeaders = ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After'];
  const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
  const handler = cors({ origin, methods: ['GET', 'HEAD'], exposedHeaders, maxAge: 3_600 });
  if (origin !== '*') return handler;
  const set = alwaysSet(headersOf(handler));
  // What a page asks beforehand is answered by the library, what it asks then has the same headers each time.
  return (request, response, next) => {
    if (request.method === 'OPTIONS') handler(request, response, next);
    else void set(request, response, next);
  };
}

/** Compresses answers, but not events: they would wait for more. */
export function compress(): RequestHandler {
  const handler = compression({
    threshold: COMPRESS_FROM,
    filter: (request, response) =>
      response.getHeader('content-type') !== 'text/event-stream' && compression.filter(request, response),
  });
  return (request, response, next) => {
    // Of every answer, of 304 too, which the library leaves out.
    if (response.hasHeader('vary')) response.vary('accept-encoding');
    else response.setHeader('vary', 'accept-encoding');
    // Nothing has to be made ready for a client that takes no compression.
    if (request.headers['accept-encoding'] === undefined) next();
    else handler(request, response, next);
  };
}
