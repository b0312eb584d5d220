import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import type { RequestHandler, Router } from 'express';
import helmet from 'helmet';

const YEAR_S = 31_536_000;

/** Paths of `index.html` beside `/`: it shows the page that its address names. */
const PAGES = ['/control'];

/** The built frontend, compressed. A path that is neither a file nor a page is 404. */
export function boardFiles(dir: string): Router {
  const router = express.Router();
  router.use(
    helmet({
      // The front door serves plain HTTP: HSTS would lock browsers out.
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
  // Vite names these files by a hash of their content.
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { cacheControl: false, setHeaders: cacheForEver, index: false }),
  );
  router.get(PAGES, (request, _response, next) => {
    request.url = '/';
    next();
  });
  router.use(express.static(dir, { cacheControl: false, setHeaders: askAgain }));
  return router;
}

/** On every response, also 304, where the library omits it. */
const varyByEncoding: RequestHandler = (_request, response, next) => {
  response.vary('accept-encoding');
  next();
};

/** The range of a partial response (206) refers to the uncompressed file. */
const isWhole: compression.CompressionFilter = (request, response) =>
  response.statusCode !== 206 && compression.filter(request, response);

function cacheForEver(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', `public, max-age=${YEAR_S}, immutable`);
}

function askAgain(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', 'no-cache');
}
