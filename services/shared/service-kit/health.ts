import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { createHttpServer } from './http-server.ts';
import type { MetricsText } from './metrics.ts';

/** What a service reports about itself: whether it may receive traffic, and its metrics. */
export interface Health {
  /** `null` when the service may receive traffic, otherwise why not. */
  readonly notReady: () => string | null;
  readonly metrics: Registry;
  /** The service's own view of its site as JSON, for what operates the demo; `null` while it has none. */
  readonly status?: () => object | null;
}

type Answerable = Omit<Health, 'metrics'> & { readonly metrics: MetricsText };

/**
 * Answers `/healthz` (the process is alive), `/readyz` (it may receive traffic), `/metrics` (Prometheus) and, for a service that has one, `/status` (JSON).
 * Returns false for any other path and leaves the response alone.
 */
export function answerHealth(health: Answerable, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split('?')[0];
  if (path === '/healthz') {
    send(response, 200, 'text/plain', 'ok\n');
  } else if (path === '/readyz') {
    const reason = health.notReady();
    send(response, reason === null ? 200 : 503, 'text/plain', `${reason ?? 'ready'}\n`);
  } else if (path === '/metrics') {
    void health.metrics.metrics().then(
      (text) => send(response, 200, health.metrics.contentType, text),
      (error: unknown) => send(response, 500, 'text/plain', `metrics failed: ${String(error)}\n`),
    );
  } else if (path === '/status' && health.status !== undefined) {
    const status = health.status();
    if (status === null) send(response, 503, 'text/plain', 'there is no status yet\n');
    else send(response, 200, 'application/json', JSON.stringify(status));
  } else {
    return false;
  }
  return true;
}

/** An HTTP server for a service without other routes. It does not listen yet. */
export function createHealthServer(health: Answerable, options: ServerOptions = {}): Server {
  return createHttpServer((request, response) => {
    if (!answerHealth(health, request, response)) send(response, 404, 'text/plain', 'not found\n');
  }, options);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
