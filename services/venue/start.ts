import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { decodeQuote, QUOTE_SUBJECTS } from '@quotebridge/contracts/wire';
import {
  connectNats,
  Counter,
  createHealthServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  pause,
} from '@quotebridge/service-kit';
import type { Listening, Msg, StartDeps } from '@quotebridge/service-kit';
import type { VenueConfig } from './config.ts';
import { SymbolPublisher } from './publisher.ts';

const REQUEST_TIMEOUT_MS = 2_000;

/** Starts the site's own venue: it quotes each instrument of which it has received a quote of the market, around that one's prices. */
export async function start(
  config: VenueConfig,
  { stopping, log = createLogger('venue', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('venue', config.SITE);
  const registers = [metrics];
  const stored = new Counter({ name: 'venue_quotes_total', help: 'Quotes stored', registers });
  const failed = new Counter({ name: 'venue_failed_publishes_total', help: 'Quotes without an ack', registers });
  let hasPublished = false;
  const notReady = () => (hasPublished ? null : 'waiting for the first quote to be stored');
  const listening = stack.use(await listen(createHealthServer({ metrics, notReady }), config.HOST, config.PORT));

  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `venue.${config.SITE}`,
    log,
  });
  stack.defer(() => nc.close());
  const js = jetstream(nc, { timeout: REQUEST_TIMEOUT_MS });
  const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  const epoch = Date.now();
  const market = new Map<string, { newest: Msg; readonly publisher: SymbolPublisher }>();
  nc.subscribe(QUOTE_SUBJECTS, {
    callback: (error, message) => {
      if (error !== null) {
        log.error({ err: error }, 'cannot receive the quotes of the market');
        return;
      }
      const symbol = message.subject.split('.')[1] ?? '';
      const known = market.get(symbol);
      if (known !== undefined) known.newest = message;
      else {
        const publisher = new SymbolPublisher({ js, jsm, venue: config.SITE, symbol, epoch });
        market.set(symbol, { newest: message, publisher });
      }
    },
  });

  let hasFailed = false;
  const round = async () => {
    const results = await Promise.allSettled(
      [...market.values()].map(({ newest, publisher }) => publisher.publish(decodeQuote(newest.string()), Date.now())),
    );
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    stored.inc(results.length - errors.length);
    failed.inc(errors.length);
    hasPublished ||= results.length > errors.length;
    if (errors.length > 0 && !hasFailed) log.warn({ err: errors[0], count: errors.length }, 'quotes are not stored');
    if (errors.length === 0 && hasFailed) log.info('quotes are stored again');
    hasFailed = errors.length > 0;
  };
  const publishing = (async () => {
    while (!stopping.aborted) {
      const begun = performance.now();
      await round();
      await pause(Math.max(0, 1_000 / config.VENUE_RATE - (performance.now() - begun)), stopping);
    }
  })();
  stack.defer(() => publishing);
  log.info({ url: listening.url, site: config.SITE }, 'listening');
  return listeningWith(listening, stack);
}
