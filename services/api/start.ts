import { setTimeout as delay } from 'node:timers/promises';
import {
  countRefused,
  freshnessMetrics,
  openInstruments,
  openQuotes,
  watchSiteStatus,
} from '@quotebridge/quote-reader';
import {
  connectNats,
  createHttpServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  systemClock,
} from '@quotebridge/service-kit';
import type { Clock, Listening, StartDeps } from '@quotebridge/service-kit';
import { createApp } from './app.ts';
import { DayOpens } from './candles/opens.ts';
import { CandleStore } from './candles/store.ts';
import type { ApiConfig } from './config.ts';
import { followDemand } from './demand/follow-demand.ts';
import { openDetails } from './details/open.ts';
import { LiveHub } from './live/hub.ts';
import { openSymbolAccounts } from './symbol-accounts.ts';
import { LatestStored } from './stream/latest.ts';
import { openStreamReads } from './stream/reads.ts';
import { openTape } from './stream/tape.ts';

/** Bytes of a request's head besides its list of symbols: Node's default limit for all of it. */
const HEAD_BYTES = 16_384;
/** The longest symbol and the comma after it, encoded as `%2C`. */
const SYMBOL_BYTES = 35;

/** Starts the API. Resolves when it listens, which may be before it is ready. */
export async function start(
  config: ApiConfig,
  {
    stopping,
    log = createLogger('api', config.LOG_LEVEL),
    clock = systemClock,
  }: StartDeps & { readonly clock?: Clock },
): Promise<Listening> {
  const now = () => clock().wall;
  await using stack = new AsyncDisposableStack();
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `api.${config.SITE}`,
    log,
  });
  stack.defer(() => nc.close());
  const metrics = createMetrics('api', config.SITE);
  const onRefused = countRefused(metrics);
  const site = stack.use(watchSiteStatus({ nc, site: config.SITE, log, clock, audit: true }));
  const reads = openStreamReads(nc, config.NATS_API_PREFIX);
  const latest = new LatestStored();
  const candles = new CandleStore({ reads, latest, log, maxSeries: config.CANDLE_SERIES, now });
  const opens = new DayOpens({ reads, latest });
  const live = new LiveHub({ reads, latest, maxClients: config.MAX_STREAMS, status: () => liveStatus() });
  const quotes = stack.use(
    openQuotes({
      nc,
      apiPrefix: config.NATS_API_PREFIX,
      log,
      site,
      core: config.FRESH,
      onRefused,
      clock,
      onStored: (stored) => {
        for (const part of [latest, candles, live]) part.take(stored);
      },
      onFreshness: () => live.publishStatus(),
      onReset: () => {
        for (const part of [latest, candles, opens, live]) part.reset();
      },
    }),
  );
  const liveStatus = () => ({
    site: config.SITE,
    stale: quotes.freshness.stale,
    complete: quotes.freshness.complete,
    now: now(),
  });
  const instruments = stack.use(openInstruments({ nc, apiPrefix: config.NATS_API_PREFIX, log, onRefused }));
  const details = openDetails({ nc, timeout: config.DETAILS_TIMEOUT_MS, log, metrics, now });
  const demand = stack.use(followDemand({ nc, apiPrefix: config.NATS_API_PREFIX, site, log, onRefused, now }));
  const notReady = () => {
    if (stopping.aborted) return 'draining';
    return quotes.isReady ? null : 'waiting for the snapshot of quotes';
  };
  freshnessMetrics(metrics, quotes);
  const health = { notReady, metrics };
  const app = createApp({
    quotes,
    instruments,
    site,
    latest,
    reads,
    candles,
    opens,
    details,
    live,
    accounts: openSymbolAccounts(nc),
    demand,
    tape: openTape(nc, config.NATS_API_PREFIX),
    health,
    log,
    limits: { maxSymbols: config.MAX_SYMBOLS },
    access: {
      corsOrigins: config.CORS_ORIGINS,
      rateLimit: config.RATE_LIMIT,
      trustedProxies: config.TRUSTED_PROXIES,
    },
    now,
  });
  const listening = stack.use(
    await listen(
      createHttpServer(app, { maxHeaderSize: HEAD_BYTES + config.MAX_SYMBOLS * SYMBOL_BYTES }),
      config.HOST,
      config.PORT,
    ),
  );
  // Event streams do not end by themselves, and the server would wait for them.
  stack.use(live);
  stack.defer(async () => {
    await delay(config.DRAIN_MS);
  });
  log.info({ url: listening.url, site: config.SITE }, 'listening');
  return listeningWith(listening, stack);
}
