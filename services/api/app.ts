import { answerHealth } from '@quotebridge/service-kit';
import { asyncApiDocument } from '@quotebridge/contracts/asyncapi';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import type { ApiDeps } from './deps.ts';
import { docsPage } from './docs/page.ts';
import { errorHandler } from './error-handler.ts';
import { compress, crossOrigin } from './middleware/access.ts';
import { asOne } from './middleware/as-one.ts';
import { protectAnswers } from './middleware/headers.ts';
import { limitRate } from './middleware/rate.ts';
import { openApiDocument } from './openapi/document.ts';
import { ProblemError } from './problems.ts';
import { requestMetrics } from './request-metrics.ts';
import { routes } from './routes/index.ts';
import { sendTagged, tagged } from './send-json.ts';

/** The API as an Express app. It does not listen. */
export function createApp(deps: ApiDeps): Express {
  const { access } = deps;
  const app = express();
  // Hashing every response is wasted on quotes, which differ each time.
  app.disable('etag');
  app.disable('x-powered-by');
  app.set('trust proxy', access.trustedProxies);
  // Nothing here takes nested parameters.
  app.set('query parser', 'simple');
  app.use(
    asOne([
      (request, response, next) => {
        if (!answerHealth(deps.health, request, response)) next();
      },
      requestMetrics(deps.health.metrics),
      protectAnswers(),
      ...(access.corsOrigins.length > 0 ? [crossOrigin(access)] : []),
      ...(access.rateLimit > 0 ? [limitRate(access, deps.now)] : []),
      compress(),
    ]),
  );
  for (const { path, handle } of routes) {
    app
      .route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
      .get(handle(deps))
      .all(methodNotAllowed);
  }
  app
    .route('/openapi.json')
    .get(document(openApiDocument(routes, deps.limits)))
    .all(methodNotAllowed);
  app.route('/asyncapi.json').get(document(asyncApiDocument())).all(methodNotAllowed);
  app.use('/docs', docsPage());

  app.use(() => {
    const paths = [...routes.map(({ path }) => path), '/docs', '/openapi.json', '/asyncapi.json'];
    throw new ProblemError(404, 'Not found', `paths here: ${paths.join(', ')}`);
  });
  app.use(errorHandler(deps.log));
  return app;
}

function document(content: object): RequestHandler {
  const answer = tagged(JSON.stringify(content));
  return (_request, response) => sendTagged(response, answer);
}

const methodNotAllowed: RequestHandler = (request) => {
  throw new ProblemError(405, 'Method not allowed', `${request.method} is not allowed: allowed are GET and HEAD`, {
    headers: { allow: 'GET, HEAD' },
  });
};
