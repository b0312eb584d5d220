import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often a closing server looks for connections that have become idle, in milliseconds. */
const SWEEP_MS = 25;

export interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Listens, and answers with the port that it got. Closing lets requests that are under way finish. */
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
      // A connection that was busy just now is idle later, and its keep-alive would hold the server open.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
      await closed.finally(() => clearInterval(sweep));
    },
  };
}

/** A service that listens, with all that it owns: disposing of it disposes of the stack. */
export function listeningWith({ port, url }: Listening, stack: AsyncDisposableStack): Listening {
  const owned = stack.move();
  return { port, url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
