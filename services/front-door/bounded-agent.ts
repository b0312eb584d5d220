import { Agent } from 'node:http';
import type { AgentOptions, ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';

/** Time for one packet to be lost and sent again, in milliseconds. */
const CONNECT_WITHIN_MS = 1_500;

/**
 * An agent that gives up a connection that is not established in time. An address without a host, such as a Kubernetes Service while its pods are
 * replaced, drops packets silently, and the operating system retries for minutes at growing intervals: the next one after 15 s, long after the new pod is ready.
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
    super(`${host}:${port} accepted no connection within ${CONNECT_WITHIN_MS} ms`);
  }
}
