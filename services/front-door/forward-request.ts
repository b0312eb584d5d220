import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { PublicService } from '@quotebridge/contracts';
import { problemHeaders } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { answerOf, AttemptError, startAttempt } from './attempt.ts';
import type { Balancer } from './balancer.ts';
import { requestHeaders, responseHeaders } from './hop-headers.ts';
import type { FrontDoorMetrics } from './metrics.ts';
import type { Instance } from './pool.ts';
import { NoUpstreamError, upstreamProblem } from './upstream-problem.ts';

export interface ForwardDeps {
  readonly balancer: Balancer;
  /** Reuses connections. */
  readonly keepAlive: Agent;
  /** Opens a connection for each request. */
  readonly fresh: Agent;
  /** How long a request waits for a ready upstream, in milliseconds. */
  readonly waitMs: number;
  readonly metrics: FrontDoorMetrics;
  readonly log: Logger;
}

interface Answered {
  readonly instance: Instance;
  readonly answer: IncomingMessage;
}

/**
 * Forwards a request and streams the response back. A GET or HEAD whose upstream fails before the response starts is retried once, over a new connection
 * and at another instance if there is one. A request that got no connection is retried until the waiting time is over.
 */
export async function forwardRequest(
  deps: ForwardDeps,
  service: PublicService,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const { instance, answer } = await findAnswer(deps, service, incoming, gone.signal);
    const status = answer.statusCode ?? 502;
    deps.metrics.answered(instance.site, service, status);
    if (endsForGood(incoming, status)) {
      answer.destroy();
      response.destroy();
      return;
    }
    response.writeHead(status, answer.statusMessage ?? '', responseHeaders(answer));
    // The first event may take long, so send the head now; an available body is sent together with the head.
    if (answer.readableLength === 0) response.flushHeaders();
    await pipeline(answer, response);
  } catch (error) {
    if (gone.signal.aborted || response.headersSent) {
      response.destroy();
      return;
    }
    refuse(deps, service, incoming, response, error);
  }
}

async function findAnswer(
  deps: ForwardDeps,
  service: PublicService,
  incoming: IncomingMessage,
  gone: AbortSignal,
): Promise<Answered> {
  const isSafe = incoming.method === 'GET' || incoming.method === 'HEAD';
  const headers = requestHeaders(incoming);
  // Node has already answered it.
  delete headers['expect'];
  if (isSafe) {
    // The body of a GET has no meaning (RFC 9110, 9.3.1): it is read and discarded.
    delete headers['content-length'];
    incoming.resume();
  } else if (incoming.headers['transfer-encoding'] !== undefined) {
    headers['transfer-encoding'] = 'chunked';
  }
  const deadline = performance.now() + deps.waitMs;
  let failed: { readonly instance: Instance; readonly error: AttemptError } | undefined;
  for (;;) {
    const instance = await deps.balancer.choose(service, { avoid: failed?.instance, deadline, gone });
    if (instance === null) throw failed?.error ?? new NoUpstreamError(deps.balancer.whyNone(service) ?? undefined);
    try {
      const agent = failed === undefined ? deps.keepAlive : deps.fresh;
      const { outgoing, failure } = startAttempt({ instance, incoming, headers, agent, signal: gone });
      const answering = answerOf(outgoing, failure);
      if (isSafe) outgoing.end();
      else incoming.pipe(outgoing);
      return { instance, answer: await answering };
    } catch (error) {
      if (!(error instanceof AttemptError) || gone.aborted) throw error;
      if (!error.wasSent) deps.balancer.failed(instance, 'is down');
      const mayTryAgain = error.wasSent
        ? failed?.error.wasSent !== true && !error.isSilence
        : performance.now() < deadline;
      if (!isSafe || !mayTryAgain) throw error;
      deps.metrics.retried(instance.site, service);
      failed = { instance, error };
    }
  }
}

function refuse(
  { metrics, log }: ForwardDeps,
  service: PublicService,
  incoming: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const refused = upstreamProblem(error, service);
  log.warn({ upstream: service, err: error }, 'no upstream answered a request');
  metrics.answered('none', service, refused.status);
  if (endsForGood(incoming, refused.status)) response.destroy();
  else response.writeHead(refused.status, problemHeaders(refused)).end(JSON.stringify(refused));
}

/**
 * A browser's EventSource reconnects when its connection breaks, and never again after an error status. So for a temporary failure the connection is closed
 * without a response.
 */
export function endsForGood({ headers }: IncomingMessage, status: number): boolean {
  return status >= 500 && headers.accept?.includes('text/event-stream') === true;
}
