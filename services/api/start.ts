import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  connectNats,
  createLogger,
  createMetrics,
  listen,
  openInstruments,
  openQuotes,
  watchSiteStatus,
} from '@quotebridge/runtime';
import type { Listening, Logger } from '@quotebridge/runtime';
import { createApp } from './app.ts';
import type { ApiConfig } from './config.ts';

export interface StartDeps {
  /** Aborted when the service is to stop: it is not ready from then on. */
  readonly stopping: AbortSignal;
  readonly log?: Logger;
}

/** Starts the API. Resolves when it listens, which may be before it is ready. */
export async function start(
  config: ApiConfig,
  { stopping, log = createLogger('api', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `api.${config.SITE}`,
    log,
  });
  stack.defer(() => nc.close());
  const site = stack.use(watchSiteStatus({ nc, site: config.SITE, log }));
  const quotes = stack.use(openQuotes({ nc, log, core: config.FRESH }));
  const instruments = stack.use(openInstruments({ nc, log }));
  const notReady = () => {
    if (stopping.aborted) return 'draining';
    return quotes.isReady ? null : 'waiting for the snapshot of quotes';
  };
  const health = { notReady, metrics: createMetrics('api', config.SITE) };
  const app = createApp({ quotes, instruments, site, health, log, maxSymbols: config.MAX_SYMBOLS, now: Date.now });
  const listening = stack.use(await listen(createServer(app), config.HOST, config.PORT));
  stack.defer(async () => {
    await delay(config.DRAIN_MS);
  });
  log.info({ url: listening.url, site: config.SITE }, 'listening');
  const owned = stack.move();
  return { port: listening.port, url: listening.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
