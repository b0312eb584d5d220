import { request as send } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Instance } from './pool.ts';

/** How long an upstream may be silent, in milliseconds. */
const SILENT_FOR_MS = 10_000;

/** A request without a response. */
export class AttemptError extends Error {
  override readonly name = 'AttemptError';
  readonly code: string;
  /** False when no connection was made: the upstream has not seen the request. */
  readonly wasSent: boolean;
  constructor(cause: Error, wasSent: boolean) {
    super(cause.message, { cause });
    this.code = 'code' in cause ? String(cause.code) : '';
    this.wasSent = wasSent;
  }

  /** The upstream accepted the request and timed out: another attempt may take as long. */
  get isSilence(): boolean {
    return this.wasSent && this.code === 'ETIMEDOUT';
  }
}

export interface Attempt {
  readonly instance: Instance;
  readonly incoming: IncomingMessage;
  readonly headers: OutgoingHttpHeaders;
  readonly agent: Agent;
  /** Aborted when the client no longer waits. */
  readonly signal: AbortSignal;
}

/** A request to an instance whose body is not sent yet, and whether it has a connection. */
export function startAttempt({ instance, incoming, headers, agent, signal }: Attempt) {
  const { hostname, port } = instance.url;
  const outgoing = send({
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 80 : Number(port),
    method: incoming.method,
    path: incoming.url,
    headers,
    agent,
    signal,
  });
  outgoing.setTimeout(SILENT_FOR_MS, () => outgoing.destroy(new SilentError(instance)));
  let isConnected = false;
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => (isConnected = true));
    else isConnected = true;
  });
  const failure = (error: Error) => new AttemptError(error, isConnected);
  return { outgoing, failure };
}

/** Resolves with the head of the response; later failures are errors of the response. Throws `AttemptError`. */
export function answerOf(outgoing: ClientRequest, failure: (error: Error) => AttemptError): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Kept: later errors are handled at the response, but an `error` event without a listener would throw.
    outgoing.on('error', (error) => reject(failure(error)));
  });
}

class SilentError extends Error {
  override readonly name = 'SilentError';
  readonly code = 'ETIMEDOUT';
  constructor({ url }: Instance) {
    super(`${url.host} did not respond within ${SILENT_FOR_MS} ms`);
  }
}
