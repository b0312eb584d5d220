import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import { answerHealth, problem, problemHeaders } from '@quotebridge/service-kit';
import type { Health, Logger } from '@quotebridge/service-kit';
import express from 'express';
import type { ErrorRequestHandler, Express, Response } from 'express';
import helmet from 'helmet';
import { Refusal } from './acting/refusal.ts';
import { openApiDocument } from './openapi.ts';
import { routes } from './routes/index.ts';
import type { RouteDeps } from './route.ts';

export interface ConsoleDeps extends RouteDeps {
  readonly health: Health;
  readonly log: Logger;
  /** How many proxies in front of it are trusted to append the client's address to `X-Forwarded-For`. */
  readonly trustedProxies: number;
}

/** The console as an Express app. It does not listen. */
export function createApp({ health, log, trustedProxies, ...deps }: ConsoleDeps): Express {
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.use((request, response, next) => {
    if (!answerHealth(health, request, response)) next();
  });
  app.use(
    helmet({ strictTransportSecurity: false, contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } }),
  );
  for (const { method, path, handle } of routes) {
    app[method](`${CONSOLE_PATH}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, handle(deps));
  }
  const document = openApiDocument(routes);
  app.get(`${CONSOLE_PATH}/openapi.json`, (_request, response) => void response.json(document));
  app.use((_request, response) => refuse(response, 404, 'there is nothing at this path'));
  app.use(errorHandler(log));
  return app;
}

function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof Refusal) {
      response.set(error.headers);
      refuse(response, error.status, error.message);
      return;
    }
    log.error({ err: error, url: request.originalUrl }, 'a request failed');
    if (response.headersSent) next(error);
    else refuse(response, 500, 'internal error; see the log of the console');
  };
}

function refuse(response: Response, status: number, detail: string): void {
  const refusal = problem(status, detail);
  response.status(status).set(problemHeaders(refusal)).send(JSON.stringify(refusal));
}
