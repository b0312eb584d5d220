import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Deeds = Readonly<Record<string, (() => Promise<void>) | undefined>>;

export interface ControlServer extends AsyncDisposable {
  readonly url: string;
  /** What was done, and when: milliseconds since the Unix epoch, as it was asked for. */
  readonly done: readonly { readonly deed: string; readonly at: number }[];
}

/** Does to the system what a scenario asks for (`POST /cut`), on loopback: k6 itself can do nothing but send requests. */
export async function startControl(deeds: Deeds): Promise<ControlServer> {
  const done: { deed: string; at: number }[] = [];
  const server = createServer((request, response) => {
    const deed = (request.url ?? '').slice(1);
    const act = request.method === 'POST' ? deeds[deed] : undefined;
    if (act === undefined) {
      response.writeHead(404).end(`nobody can do ${deed} here; possible are: ${Object.keys(deeds).join(', ')}`);
      return;
    }
    done.push({ deed, at: Date.now() });
    act().then(
      () => response.writeHead(204).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
