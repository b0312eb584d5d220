import type { Server } from 'node:http';
import { answerHealth, createHttpServer, problem, problemHeaders, problemText } from '@quotebridge/runtime';
import type { Health, Logger } from '@quotebridge/runtime';
import express from 'express';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Socket } from 'node:net';
import { createProxy } from './proxy.ts';
import { whyNotReady } from './ready.ts';
import { siteRouter } from './site.ts';
import type { Upstreams } from './upstreams.ts';

export interface FrontDoorDeps {
  readonly upstreams: Upstreams;
  /** The front door's own: it is ready when this and every upstream is. */
  readonly health: Health;
  readonly staticDir: string;
  /** The longest address and headers of a request, together. */
  readonly maxHeadBytes: number;
  readonly log: Logger;
}

export interface FrontDoor extends Disposable {
  /** It does not listen yet. */
  readonly server: Server;
}

const API_PATH = /^\/(v1|docs|openapi\.json|asyncapi\.json)(\/|\?|$)/;
const GATEWAY_PATH = /^\/socket\.io(\/|\?|$)/;

/** One address for clients: the frontend, the API with its documents, and `/socket.io`. */
export function createFrontDoor({ upstreams, health, staticDir, maxHeadBytes, log }: FrontDoorDeps): FrontDoor {
  const api = createProxy('api', upstreams.api, log);
  const gateway = createProxy('gateway', upstreams.gateway, log);
  const app = express();
  app.disable('x-powered-by');
  app.get('/readyz', readyRoute(upstreams, health));
  app.use((request, response, next) => {
    if (!answerHealth(health, request, response)) next();
  });
  // Not mounted: Express would take the prefix off the path.
  app.use((request, response, next) => {
    if (API_PATH.test(request.url)) void api(request, response, next);
    else if (GATEWAY_PATH.test(request.url)) void gateway(request, response, next);
    else next();
  });
  app.use(siteRouter(staticDir));
  app.use((_request, response) => answer(response, 404, 'there is nothing at this path'));
  app.use(errorHandler(log));

  const server = createHttpServer(app, { maxHeaderSize: maxHeadBytes });
  server.on('upgrade', (request, socket, head) => {
    if (GATEWAY_PATH.test(request.url ?? '')) {
      gateway.upgrade(request, socket as Socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    socket.end(problemText(problem(404, 'there is no WebSocket at this path')));
  });
  return {
    server,
    [Symbol.dispose]() {
      api[Symbol.dispose]();
      gateway[Symbol.dispose]();
    },
  };
}

function readyRoute(upstreams: Upstreams, health: Health): RequestHandler {
  return async (_request, response) => {
    const reason = health.notReady() ?? (await whyNotReady(upstreams.all()));
    response
      .status(reason === null ? 200 : 503)
      .set('cache-control', 'no-store')
      .type('text/plain');
    response.send(`${reason ?? 'ready'}\n`);
  };
}

function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
    if (status >= 500) log.error({ err: error, url: request.originalUrl }, 'a request failed');
    if (response.headersSent) next(error);
    else
      answer(
        response,
        status,
        status < 500 ? 'the request cannot be answered' : 'the front door failed; the failure is in its log',
      );
  };
}

function answer(response: Response, status: number, detail: string): void {
  const told = problem(status, detail);
  response.status(status).set(problemHeaders(told)).send(JSON.stringify(told));
}
