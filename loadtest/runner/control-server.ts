import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Deeds = Readonly<Record<string, (() => Promise<void>) | undefined>>;

export interface ControlServer extends AsyncDisposable {
  readonly url: string;
  /** What was done, and when: milliseconds since the Unix epoch, as it was asked for. */
  readonly done: readonly { readonly deed: string; readonly at: number }[];
}

/** What must not outlast a run, and what ends it. */
const UNDONE_BY = { cut: 'restore', 'stall-clients': 'release-clients' } as const;

/**
 * Does to the system what a scenario asks for (`POST /cut`), on loopback: k6 itself can do nothing but send requests. When it is disposed, or as soon as `stopping` is aborted, it does
 * nothing more, and undoes what the scenario did not come to undo.
 */
export async function startControl(deeds: Deeds, stopping: AbortSignal): Promise<ControlServer> {
  const done: { deed: string; at: number }[] = [];
  const acts = new Set<Promise<void>>();
  let undone: Promise<void> | undefined;
  const server = createServer((request, response) => {
    const deed = (request.url ?? '').slice(1);
    const act = request.method === 'POST' ? deeds[deed] : undefined;
    if (act === undefined) {
      response.writeHead(404).end(`nobody can do ${deed} here; possible are: ${Object.keys(deeds).join(', ')}`);
      return;
    }
    if (undone !== undefined) {
      response.writeHead(503).end('the run is over');
      return;
    }
    done.push({ deed, at: Date.now() });
    const acting = act();
    acts.add(acting);
    acting
      .then(
        () => response.writeHead(204).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
      .finally(() => acts.delete(acting));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const undo = async () => {
    await Promise.allSettled(acts);
    for (const [deed, undoing] of Object.entries(UNDONE_BY)) {
      const last = done.findLast((one) => one.deed === deed || one.deed === undoing);
      if (last?.deed !== deed) continue;
      await deeds[undoing]?.();
      done.push({ deed: undoing, at: Date.now() });
    }
  };
  const undoOnce = () => (undone ??= undo());
  // What goes wrong is told when it is disposed.
  const onStop = () => void undoOnce().catch(() => undefined);
  stopping.addEventListener('abort', onStop, { once: true });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    async [Symbol.asyncDispose]() {
      stopping.removeEventListener('abort', onStop);
      try {
        await undoOnce();
      } finally {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
}
