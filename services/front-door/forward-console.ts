import { request as send } from 'node:http';
import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { problem, problemHeaders } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { endsForGood } from './forward-request.ts';
import { requestHeaders, responseHeaders } from './hop-headers.ts';

/** How long the console may be silent, in milliseconds: it sends an event or a ping far more often. */
const SILENT_FOR_MS = 15_000;

export interface ConsoleDeps {
  /** `null` where the demo runs without a console. */
  readonly url: URL | null;
  readonly agent: Agent;
  readonly log: Logger;
}

/** Forwards a request to the console and streams the response back. There is one console, so nothing is retried. */
export async function forwardToConsole(
  { url, agent, log }: ConsoleDeps,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url === null) {
    incoming.resume();
    // The board asks whether there is a console; every browser would log an error status.
    response.writeHead(204, { 'cache-control': 'no-store' }).end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const outgoing = send({
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? 80 : Number(url.port),
      method: incoming.method,
      path: incoming.url,
      headers: requestHeaders(incoming),
      agent,
      signal: gone.signal,
    });
    outgoing.setTimeout(SILENT_FOR_MS, () => outgoing.destroy(new Error('the console is silent')));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).on('error', reject);
    });
    incoming.pipe(outgoing);
    const answer = await answered;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', responseHeaders(answer));
    if (answer.readableLength === 0) response.flushHeaders();
    await pipeline(answer, response);
  } catch (error) {
    if (gone.signal.aborted || response.headersSent || endsForGood(incoming, 502)) {
      response.destroy();
      return;
    }
    log.warn({ err: error }, 'the console did not answer');
    const refusal = problem(502, 'the console does not answer');
    response.writeHead(502, problemHeaders(refusal)).end(JSON.stringify(refusal));
  }
}
