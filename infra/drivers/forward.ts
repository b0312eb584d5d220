import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { contextOf, NAMESPACE, type Demo, type Site } from '../kind/demo.ts';
import { freePort } from '../local/ports.ts';

const AGAIN_AFTER_MS = 500;
const FORWARDING = 'Forwarding from';

/** A port of this machine's loopback that leads to a port of a pod. */
export interface Forward extends AsyncDisposable {
  /** `host:port`. It stays the same when the connection to the pod was lost. */
  readonly address: string;
}

/** Forwards by `kubectl port-forward`, started again whenever it ends until it is disposed. Throws with kubectl's message when the first one does not come up. */
export async function startForward(demo: Demo, site: Site, pod: string, port: number): Promise<Forward> {
  const local = await freePort();
  const args = ['--context', contextOf(demo, site), '--namespace', NAMESPACE, 'port-forward', `pod/${pod}`];
  const stopping = new AbortController();
  const begin = () =>
    execa('kubectl', [...args, `${local}:${port}`], {
      reject: false,
      all: true,
      cancelSignal: stopping.signal,
    });
  const first = begin();
  const up = Promise.withResolvers<void>();
  first.stdout.on('data', (part) => {
    if (String(part).includes(FORWARDING)) up.resolve();
  });
  const ended = first.then(({ all }) => {
    throw new Error(`kubectl forwards nothing to ${pod} of ${site}: ${all}`);
  });
  await Promise.race([up.promise, ended]);
  ended.catch(() => undefined);
  const running = (async () => {
    for (let forwarding = first; ; forwarding = begin()) {
      await forwarding;
      if (stopping.signal.aborted) return;
      await delay(AGAIN_AFTER_MS);
      if (stopping.signal.aborted) return;
    }
  })();
  return {
    address: `127.0.0.1:${local}`,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
