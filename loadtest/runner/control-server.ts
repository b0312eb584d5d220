import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FaultActions = Readonly<Record<string, (() => Promise<void>) | undefined>>;

export interface ControlServer extends AsyncDisposable {
  readonly url: string;
  /** The actions performed, with the time of the request in milliseconds since the Unix epoch. */
  readonly done: readonly { readonly action: string; readonly at: number }[];
}

/** Faults that must not outlast a run, and the actions that end them. */
const UNDONE_BY = { cut: 'restore', 'stall-clients': 'release-clients' } as const;

/**
 * Injects the faults that a scenario requests (`POST /cut`), on loopback: k6 itself can only send requests. When it is disposed, or as soon as `stopping` is aborted, it accepts
 * no more requests, and ends the faults that are still in effect.
 */
export async function startControl(faultActions: FaultActions, stopping: AbortSignal): Promise<ControlServer> {
  const done: { action: string; at: number }[] = [];
  const acts = new Set<Promise<void>>();
  let undone: Promise<void> | undefined;
  const server = createServer((request, response) => {
    const action = (request.url ?? '').slice(1);
    const act = request.method === 'POST' ? faultActions[action] : undefined;
    if (act === undefined) {
      response.writeHead(404).end(`there is no ${action} here; there are: ${Object.keys(faultActions).join(', ')}`);
      return;
    }
    if (undone !== undefined) {
      response.writeHead(503).end('the run is over');
      return;
    }
    done.push({ action, at: Date.now() });
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
    for (const [action, undoing] of Object.entries(UNDONE_BY)) {
      const last = done.findLast((one) => one.action === action || one.action === undoing);
      if (last?.action !== action) continue;
      await faultActions[undoing]?.();
      done.push({ action: undoing, at: Date.now() });
    }
  };
  const undoOnce = () => (undone ??= undo());
  // Errors are reported when it is disposed.
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
