import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { contextOf, NAMESPACE, type Demo, type Site } from '../kind/demo.ts';
import { freePort } from '../local/ports.ts';

const AGAIN_AFTER_MS = 500;
const FORWARDING = 'Forwarding from';

/** kubectl ends with the standard input of this script, so with the process that started it, however that ends. */
const SCRIPT = 'exec 3<&0; kubectl "$@" & forward=$!; { cat <&3; kill "$forward"; } >/dev/null 2>&1 & wait "$forward"';

/** A port of this machine's loopback that leads to a port of a pod. */
export interface Forward extends AsyncDisposable {
  /** `host:port`. It stays the same when the connection to the pod was lost. */
  readonly address: string;
}

/** Forwards by `kubectl port-forward`, started again whenever it ends until it is disposed. Throws with kubectl's message when the first one does not come up. */
export async function startForward(demo: Demo, site: Site, pod: string, port: number): Promise<Forward> {
  const local = await freePort();
  const args = ['--context', contextOf(demo, site), '--namespace', NAMESPACE, 'port-forward', `pod/${pod}`];
  const begin = () =>
    execa('sh', ['-c', SCRIPT, 'sh', ...args, `${local}:${port}`], {
      stdin: 'pipe',
      reject: false,
      all: true,
      // Ctrl-C in the terminal is a question to the operator; the forward goes on until that is answered.
      detached: true,
    });
  let forwarding = begin();
  const up = Promise.withResolvers<void>();
  forwarding.stdout.on('data', (part) => {
    if (String(part).includes(FORWARDING)) up.resolve();
  });
  const ended = forwarding.then(({ all }) => {
    throw new Error(`kubectl forwards nothing to ${pod} of ${site}: ${all}`);
  });
  await Promise.race([up.promise, ended]);
  ended.catch(() => undefined);
  let isDisposed = false;
  const running = (async () => {
    for (;;) {
      await forwarding;
      if (isDisposed) return;
      await delay(AGAIN_AFTER_MS);
      if (isDisposed) return;
      forwarding = begin();
    }
  })();
  return {
    address: `127.0.0.1:${local}`,
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      forwarding.stdin.end();
      await running;
    },
  };
}
