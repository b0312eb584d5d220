import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PUBLIC_SERVICES } from '@quotebridge/contracts';
import { connectNats, createLogger, createMetrics, InputError, listen, trackUpgraded } from '@quotebridge/service-kit';
import type { Listening, Logger, StartDeps } from '@quotebridge/service-kit';
import type { FrontDoorConfig, SiteConfig } from './config.ts';
import { createFrontDoor } from './front-door.ts';
import { Pool } from './pool.ts';
import type { Instance } from './pool.ts';
import { followWeights } from './weights-bucket.ts';
import { weightsOf } from './weights.ts';

/** How long requests may take to finish on shutdown, in milliseconds. */
const FINISH_WITHIN_MS = 1_000;

/** Starts the front door. Resolves when it listens, whether its upstreams and brokers are available or not. */
export async function start(
  config: FrontDoorConfig,
  { stopping, log = createLogger('front-door', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const pool = createPool(config.sites);
  const frontDoor = stack.use(
    createFrontDoor({
      pool,
      health: {
        notReady: () => (stopping.aborted ? 'draining' : null),
        metrics: createMetrics('front-door', 'public'),
      },
      consoleUrl: config.CONSOLE_URL ?? null,
      staticDir: resolve(config.STATIC_DIR),
      maxHeadBytes: config.MAX_HEAD_BYTES,
      waitMs: config.WAIT_MS,
      log,
    }),
  );
  const weights = followBucket(config, pool, log);
  if (weights !== null) stack.use(weights);
  const upgraded = trackUpgraded(frontDoor.server);
  const listening = stack.use(await listen(frontDoor.server, config.HOST, config.PORT));
  log.info({ url: listening.url }, 'listening');
  if (config.PUBLIC_URL !== undefined) log.info(`the board is at ${config.PUBLIC_URL}`);
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

function createPool(sites: readonly SiteConfig[]): Pool {
  const instances = sites.flatMap((site) =>
    PUBLIC_SERVICES.flatMap((service) => site[service].map((url): Instance => ({ site: site.name, service, url }))),
  );
  const weights = weightsOf(
    Object.fromEntries(sites.map(({ name, weight }) => [name, weight])),
    sites.map(({ name }) => name),
  );
  if (weights === null) throw new InputError('no site has a weight above 0');
  return new Pool(instances, weights);
}

/** Follows the weights in the bucket, if brokers are configured. */
function followBucket(config: FrontDoorConfig, pool: Pool, log: Logger): AsyncDisposable | null {
  const servers = config.NATS_URL;
  if (servers === undefined) return null;
  const sites = config.sites.map(({ name }) => name);
  return followWeights({
    connect: () =>
      connectNats({
        servers,
        user: config.NATS_USER,
        password: config.NATS_PASSWORD,
        name: 'front-door',
        waitForBroker: false,
        log,
      }),
    apiPrefix: config.NATS_API_PREFIX,
    onWeights(given) {
      const weights = weightsOf(given, sites);
      if (weights === null) {
        log.warn({ given }, 'ignored weights that leave a service without a site');
        return;
      }
      pool.setWeights(weights);
      log.info({ given }, 'the weights changed');
    },
    log,
  });
}
