import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often a closing server closes connections that have become idle, in milliseconds. */
const SWEEP_MS = 25;

export interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Listens, and returns the actual port. Closing lets requests in progress finish. */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  server.listen(port, host);
  await once(server, 'listening');
  const actual = (server.address() as AddressInfo).port;
  return {
    port: actual,
    url: `http://${host}:${actual}`,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      // A busy connection becomes idle later, and its keep-alive would keep the server open.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      await closed.finally(() => clearInterval(sweep));
    },
  };
}

/** A listening service that owns a stack: disposing of the service disposes of the stack. */
export function listeningWith({ port, url }: Listening, stack: AsyncDisposableStack): Listening {
  const owned = stack.move();
  return { port, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
