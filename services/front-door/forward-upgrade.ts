import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { problemText } from '@quotebridge/service-kit';
import { answerOf, AttemptError, startAttempt } from './attempt.ts';
import type { ForwardDeps } from './forward-request.ts';
import { requestHeaders } from './hop-headers.ts';
import { joinSockets, passRefusalOn } from './join-sockets.ts';
import type { Instance } from './pool.ts';
import { NoUpstreamError, upstreamProblem } from './upstream-problem.ts';

interface Accepted {
  readonly instance: Instance;
  readonly answer: IncomingMessage;
  /** `null` when the upstream refused the upgrade. */
  readonly server: Socket | null;
  readonly head: Buffer;
}

/**
 * Connects a client's WebSocket to a gateway whose readiness is checked at this moment: connections last for hours, and a client that was relocated from a draining
 * gateway must not be sent back to it. It waits while none is ready. A gateway that fails, or that is full (503), is skipped once.
 */
export async function forwardUpgrade(
  deps: ForwardDeps,
  incoming: IncomingMessage,
  client: Socket,
  head: Buffer,
): Promise<void> {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  client.on('error', () => client.destroy());
  client.setTimeout(0).setNoDelay(true).setKeepAlive(true);
  try {
    const accepted = await findServer(deps, incoming, gone.signal);
    const status = accepted.answer.statusCode ?? 502;
    deps.metrics.answered(accepted.instance.site, 'gateway', status);
    if (accepted.server === null) passRefusalOn(accepted.answer, client);
    else
      joinSockets({
        client,
        clientHead: head,
        server: accepted.server,
        serverHead: accepted.head,
        answer: accepted.answer,
      });
  } catch (error) {
    if (gone.signal.aborted) return;
    const refused = upstreamProblem(error, 'gateway');
    deps.log.warn({ upstream: 'gateway', err: error }, 'no upstream for a WebSocket');
    deps.metrics.answered('none', 'gateway', refused.status);
    client.end(problemText(refused));
  }
}

async function findServer(deps: ForwardDeps, incoming: IncomingMessage, gone: AbortSignal): Promise<Accepted> {
  const headers = { ...requestHeaders(incoming), connection: 'Upgrade', upgrade: incoming.headers.upgrade };
  const deadline = performance.now() + deps.waitMs;
  let avoid: Instance | undefined;
  let last: AttemptError | undefined;
  for (;;) {
    const instance = await deps.balancer.choose('gateway', { avoid, confirmed: true, deadline, gone });
    if (instance === null) throw last ?? new NoUpstreamError(deps.balancer.whyNone('gateway') ?? undefined);
    try {
      const { outgoing, failure } = startAttempt({ instance, incoming, headers, agent: deps.fresh, signal: gone });
      const upgraded = new Promise<Accepted>((resolve) => {
        outgoing.once('upgrade', (answer, socket, serverHead) => {
          resolve({ instance, answer, server: socket, head: serverHead });
        });
      });
      const refused = answerOf(outgoing, failure).then((answer): Accepted => ({
        instance,
        answer,
        server: null,
        head: Buffer.alloc(0),
      }));
      outgoing.end();
      const accepted = await Promise.race([upgraded, refused]);
      if (accepted.answer.statusCode !== 503 || avoid !== undefined) return accepted;
      if (!deps.balancer.hasOther('gateway', instance)) return accepted;
      accepted.answer.resume();
      avoid = instance;
    } catch (error) {
      if (!(error instanceof AttemptError) || gone.aborted) throw error;
      if (!error.wasSent) deps.balancer.failed(instance, 'is down');
      const mayTryAgain = error.wasSent ? avoid === undefined && !error.isSilence : performance.now() < deadline;
      if (!mayTryAgain) throw error;
      if (error.wasSent) avoid = instance;
      last = error;
    }
    deps.metrics.retried(instance.site, 'gateway');
  }
}
