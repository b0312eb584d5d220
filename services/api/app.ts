import { answerHealth } from '@quotebridge/runtime';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import type { ApiDeps } from './deps.ts';
import { errorHandler } from './error-handler.ts';
import { ProblemError } from './problems.ts';
import { requestMetrics } from './request-metrics.ts';
import { instrumentsRoute } from './routes/instruments.ts';
import { quoteRoute } from './routes/quote.ts';
import { quotesRoute } from './routes/quotes.ts';
import { statusRoute } from './routes/status.ts';

/** The API as an Express app. It does not listen. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  // A hash of every answer is wasted on quotes, which differ each time.
  app.disable('etag');
  app.use((request, response, next) => {
    if (!answerHealth(deps.health, request, response)) next();
  });
  app.use(requestMetrics(deps.health.metrics));
  app.use(helmet({ strictTransportSecurity: false }));
  app.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });

  const routes: Record<string, RequestHandler> = {
    '/v1/instruments': instrumentsRoute(deps),
    '/v1/quotes': quotesRoute(deps),
    '/v1/quotes/:symbol': quoteRoute(deps),
    '/v1/status': statusRoute(deps),
  };
  for (const [path, handler] of Object.entries(routes)) app.route(path).get(handler).all(methodNotAllowed);

  app.use(() => {
    throw new ProblemError(
      404,
      'Not found',
      `paths here: ${Object.keys(routes).join(', ').replace(':symbol', '{symbol}')}`,
    );
  });
  app.use(errorHandler(deps.log));
  return app;
}

const methodNotAllowed: RequestHandler = (request) => {
  throw new ProblemError(405, 'Method not allowed', `${request.method} is not allowed: allowed are GET and HEAD`, {
    allow: 'GET, HEAD',
  });
};
