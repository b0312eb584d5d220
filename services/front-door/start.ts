import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger, createMetrics, listen, trackUpgraded } from '@quotebridge/runtime';
import type { Listening, Logger } from '@quotebridge/runtime';
import type { FrontDoorConfig } from './config.ts';
import { createFrontDoor } from './front-door.ts';
import { createUpstreams } from './upstreams.ts';

/** How long requests may take to finish when it stops, in milliseconds. */
const FINISH_WITHIN_MS = 1_000;

export interface StartDeps {
  /** Aborted when the service is to stop: it is not ready from then on. */
  readonly stopping: AbortSignal;
  readonly log?: Logger;
}

/** Starts the front door. Resolves when it listens, whether its upstreams are there or not. */
export async function start(
  config: FrontDoorConfig,
  { stopping, log = createLogger('front-door', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const frontDoor = stack.use(
    createFrontDoor({
      upstreams: createUpstreams({ api: config.API_URL, gateways: config.GATEWAY_URL }),
      health: {
        notReady: () => (stopping.aborted ? 'draining' : null),
        metrics: createMetrics('front-door', 'public'),
      },
      staticDir: resolve(config.STATIC_DIR),
      maxHeadBytes: config.MAX_HEAD_BYTES,
      log,
    }),
  );
  const upgraded = trackUpgraded(frontDoor.server);
  const listening = stack.use(await listen(frontDoor.server, config.HOST, config.PORT));
  log.info({ url: listening.url }, 'listening');
  const owned = stack.move();
  return {
    port: listening.port,
    url: listening.url,
    async [Symbol.asyncDispose]() {
      upgraded[Symbol.dispose]();
      const closed = owned.disposeAsync();
      await Promise.race([closed, delay(FINISH_WITHIN_MS, undefined, { ref: false })]);
      frontDoor.server.closeAllConnections();
      await closed;
    },
  };
}
