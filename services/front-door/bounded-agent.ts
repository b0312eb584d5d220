import { Agent } from 'node:http';
import type { AgentOptions, ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';

/** Time for one packet to be lost and sent again, in milliseconds. */
const CONNECT_WITHIN_MS = 1_500;

/**
 * An agent that gives a connection up which is not made in time. Where nobody is left behind an address, as behind a Kubernetes Service while its pods are
 * replaced, packets vanish without a word, and the system tries again for minutes, at ever longer intervals: after 15 s for the next time, long after the next pod is there.
 */
export class BoundedAgent extends Agent {
  override createConnection(options: ClientRequestArgs, callback?: AgentCallback) {
    const socket = super.createConnection(options, callback) as Socket;
    const late = setTimeout(() => socket.destroy(new ConnectTimeoutError(options)), CONNECT_WITHIN_MS);
    socket.once('connect', () => clearTimeout(late)).once('close', () => clearTimeout(late));
    return socket;
  }

  constructor(options: AgentOptions & Pick<ClientRequestArgs, 'lookup'> = {}) {
    super({ keepAlive: true, ...options });
  }
}

type AgentCallback = Parameters<Agent['createConnection']>[1];

class ConnectTimeoutError extends Error {
  override readonly name = 'ConnectTimeoutError';
  readonly code = 'ETIMEDOUT';
  constructor({ host, port }: ClientRequestArgs) {
    super(`${host}:${port} took no connection within ${CONNECT_WITHIN_MS} ms`);
  }
}
