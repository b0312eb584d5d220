import { join } from 'node:path';
import express from 'express';
import type { RequestHandler, Router } from 'express';
import helmet from 'helmet';

const YEAR_S = 31_536_000;

/** The built frontend. A page that a person navigates to and that is no file is the board's; nothing else is. */
export function siteRouter(dir: string): Router {
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
  // Vite names what it puts here by a hash of its content.
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { cacheControl: false, setHeaders: cacheForEver, index: false }),
  );
  router.use(express.static(dir, { cacheControl: false, setHeaders: askAgain }));
  router.use(navigation(dir));
  return router;
}

function navigation(dir: string): RequestHandler {
  return (request, response, next) => {
    const navigates = request.headers.accept?.includes('text/html') === true;
    if (!navigates || (request.method !== 'GET' && request.method !== 'HEAD') || request.path.startsWith('/assets/')) {
      next();
      return;
    }
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: dir, cacheControl: false });
  };
}

function cacheForEver(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', `public, max-age=${YEAR_S}, immutable`);
}

function askAgain(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader('cache-control', 'no-cache');
}
