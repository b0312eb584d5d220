import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import { answerHealth, createHttpServer, problem, problemHeaders, problemText } from '@quotebridge/service-kit';
import type { Health, Logger } from '@quotebridge/service-kit';
import express from 'express';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { Balancer } from './balancer.ts';
import { boardFiles } from './board-files.ts';
import { BoundedAgent } from './bounded-agent.ts';
import { Checks } from './checks.ts';
import { forwardToConsole } from './forward-console.ts';
import { forwardRequest } from './forward-request.ts';
import type { ForwardDeps } from './forward-request.ts';
import { forwardUpgrade } from './forward-upgrade.ts';
import { createFrontDoorMetrics } from './metrics.ts';
import type { Pool } from './pool.ts';

export interface FrontDoorDeps {
  readonly pool: Pool;
  /** Its own health: it is ready when this is and requests can be forwarded. */
  readonly health: Health;
  /** Where the console is, `null` where the demo runs without one. */
  readonly consoleUrl: URL | null;
  readonly staticDir: string;
  /** Maximum size of a request's address and headers in bytes. */
  readonly maxHeadBytes: number;
  /** How long a request or a WebSocket waits when no upstream is ready, in milliseconds. */
  readonly waitMs: number;
  readonly log: Logger;
}

export interface FrontDoor extends Disposable {
  /** It does not listen yet. */
  readonly server: Server;
}

const API_PATH = /^\/(v1|docs|openapi\.json|asyncapi\.json)(\/|\?|$)/;
const CONSOLE_REQUEST = new RegExp(`^${CONSOLE_PATH}(/|\\?|$)`);
const GATEWAY_PATH = /^\/socket\.io(\/|\?|$)/;

/** One address for clients: the frontend, the API with its documents, and `/socket.io`. */
export function createFrontDoor(deps: FrontDoorDeps): FrontDoor {
  const { pool, health, staticDir, maxHeadBytes, waitMs, log } = deps;
  const checks = new Checks(pool, log);
  const keepAlive = new BoundedAgent();
  const fresh = new BoundedAgent({ keepAlive: false });
  const metrics = createFrontDoorMetrics(health.metrics, pool);
  const forward: ForwardDeps = {
    balancer: new Balancer(pool, checks, metrics),
    keepAlive,
    fresh,
    waitMs,
    metrics,
    log,
  };
  const app = express();
  app.disable('x-powered-by');
  app.get('/readyz', readyRoute(pool, checks, health));
  app.use((request, response, next) => {
    if (!answerHealth(health, request, response)) next();
  });
  // Not mounted: Express would strip the prefix from the path.
  app.use((request, response, next) => {
    if (API_PATH.test(request.url)) void forwardRequest(forward, 'api', request, response);
    else if (GATEWAY_PATH.test(request.url)) void forwardRequest(forward, 'gateway', request, response);
    else if (CONSOLE_REQUEST.test(request.url)) {
      void forwardToConsole({ url: deps.consoleUrl, agent: keepAlive, log }, request, response);
    } else next();
  });
  app.use(boardFiles(staticDir));
  app.use((_request, response) => answer(response, 404, 'there is nothing at this path'));
  app.use(errorHandler(log));

  const server = createHttpServer(app, { maxHeaderSize: maxHeadBytes });
  server.on('upgrade', (request, socket, head) => {
    if (GATEWAY_PATH.test(request.url ?? '')) {
      void forwardUpgrade(forward, request, socket as Socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    socket.end(problemText(problem(404, 'there is no WebSocket at this path')));
  });
  return {
    server,
    [Symbol.dispose]() {
      checks[Symbol.dispose]();
      keepAlive.destroy();
      fresh.destroy();
    },
  };
}

function readyRoute(pool: Pool, checks: Checks, health: Health): RequestHandler {
  return async (_request, response) => {
    await checks.all();
    const reason = health.notReady() ?? pool.whyNotReady();
    response
      .status(reason === null ? 200 : 503)
      .set('cache-control', 'no-store')
      .type('text/plain');
    const open = pool.whyOpen();
    response.send(`${reason ?? (open === null ? 'ready' : `failing open: ${open}`)}\n`);
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
        status < 500 ? 'the request cannot be answered' : 'internal error; see the log of the front door',
      );
  };
}

function answer(response: Response, status: number, detail: string): void {
  const refusal = problem(status, detail);
  response.status(status).set(problemHeaders(refusal)).send(JSON.stringify(refusal));
}
