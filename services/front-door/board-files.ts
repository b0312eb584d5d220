import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import type { RequestHandler, Router } from 'express';
import helmet from 'helmet';

const YEAR_S = 31_536_000;

/** The built frontend, compressed. Its pages have their routes behind `#`, so a path that is no file is nothing. */
export function boardFiles(dir: string): Router {
  const router = express.Router();
  router.use(
    helmet({
      // The front door speaks plain HTTP: an instruction to use TLS would lock a browser out.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: {
          'style-src': ["'self'", "'unsafe-inline'"],
          'font-src': ["'self'", 'data:'],
          'upgrade-insecure-requests': null,
        },
      },
    }),
  );
  router.use(varyByEncoding, compression({ filter: isWhole }));
  // Vite names what it puts here by a hash of its content.
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { cacheControl: false, setHeaders: cacheForEver, index: false }),
  );
  router.use(express.static(dir, { cacheControl: false, setHeaders: askAgain }));
  return router;
}

/** Of every answer, of 304 too, which the library leaves out. */
const varyByEncoding: RequestHandler = (_request, response, next) => {
  response.vary('accept-encoding');
  next();
};

/** A part of a file (206) has its place in the file as it is, not in what compressing makes of it. */
const isWhole: compression.CompressionFilter = (request, response) =>
  response.statusCode !== 206 && compression.filter(request, response);

function cacheForEver(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', `public, max-age=${YEAR_S}, immutable`);
}

function askAgain(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', 'no-cache');
}
