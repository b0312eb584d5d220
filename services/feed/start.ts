import { INSTRUMENTS_STREAM, QUOTES_STREAM } from '@quotebridge/contracts/wire';
import { countRefused } from '@quotebridge/quote-reader';
import {
  connectNats,
  Counter,
  createHealthServer,
  createLogger,
  createMetrics,
  Gauge,
  inboxPrefix,
  listen,
  listeningWith,
  pause,
} from '@quotebridge/service-kit';
import type { Listening, Logger, Registry, Running } from '@quotebridge/service-kit';
import type { WireError } from '@quotebridge/contracts/wire';
import { claimStream } from './claim.ts';
import type { FeedConfig } from './config.ts';
import { keepInstruments } from './keep-instruments.ts';
import { publishAsLeader } from './publish-as-leader.ts';
import { openSource } from './open-source.ts';
import type { Publisher } from './publisher.ts';
import { SourceError } from './sources/source-error.ts';

const RETRY_MS = 1_000;

/**
 * Starts the feed: it publishes as soon as it has claimed the stream, and stands by while another feed publishes. It fails
 * when its source can no longer be read.
 */
export async function start(
  config: FeedConfig,
  { stopping, fail, log = createLogger('feed', config.LOG_LEVEL) }: Running,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('feed', config.SITE);
  const registers = [metrics];
  const skippedLines = new Counter({
    name: 'feed_skipped_lines_total',
    help: 'Bad lines of the replay file that were skipped',
    registers,
  });
  const source = await openSource(config, log, () => skippedLines.inc());

  let publisher: Publisher | null = null;
  let ended = false;
  new Gauge({
    name: 'feed_source_ended',
    help: '1 once every quote of a source that does not loop is published',
    registers,
    collect() {
      this.set(ended ? 1 : 0);
    },
  });
  const quotes = new Counter({ name: 'feed_quotes_total', help: 'Quotes published', registers });
  new Gauge({
    name: 'feed_unacked_messages',
    help: 'Messages that wait for their acks',
    registers,
    collect() {
      this.set(publisher?.pending ?? 0);
    },
  });
  new Gauge({
    name: 'feed_resent_messages',
    help: 'Messages of this epoch that were resent',
    registers,
    collect() {
      this.set(publisher?.resent ?? 0);
    },
  });
  const symbols = new Set(source.instruments.map(({ symbol }) => symbol));
  const onRefused = refusals(metrics, log);
  const server = createHealthServer({ metrics, notReady: () => (publisher === null ? 'not publishing' : null) });
  const listening = stack.use(await listen(server, config.HOST, config.PORT));

  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: 'feed',
    log,
  });
  stack.defer(() => nc.close());
  const {
    NATS_INSTRUMENTS_USER: lister = config.NATS_USER,
    NATS_INSTRUMENTS_PASSWORD: password = config.NATS_PASSWORD,
  } = config;
  const listing =
    lister === config.NATS_USER
      ? nc
      : await connectNats({ servers: config.NATS_URL, user: lister, password, name: 'feed-instruments', log });
  if (listing !== nc) stack.defer(() => listing.close());

  const publish = async () => {
    for (let standby = false; !stopping.aborted; standby = true) {
      const claim = await claimStream({
        nc,
        symbols,
        log,
        onRefused: onRefused(QUOTES_STREAM),
        signal: stopping,
        standby,
      });
      if (claim === null) return;
      await using _ = await keepInstruments({
        nc: listing,
        instruments: source.instruments,
        log,
        onRefused: onRefused(INSTRUMENTS_STREAM),
        signal: stopping,
      });
      log.info({ epoch: claim.numbering.epoch, after: claim.lastSeq }, 'publishing');
      const outcome = await publishAsLeader({
        nc,
        inboxPrefix: inboxPrefix(config.NATS_USER),
        source,
        claim,
        maxPending: config.FEED_MAX_PENDING,
        log,
        signal: stopping,
        onPublisher: (started) => (publisher = started),
        onQuote: () => quotes.inc(),
      });
      if (outcome === 'ended') {
        ended = true;
        return;
      }
      publisher = null;
    }
  };
  const publishing = (async () => {
    while (!stopping.aborted) {
      try {
        return await publish();
      } catch (error) {
        if (stopping.aborted) return;
        publisher = null;
        if (error instanceof SourceError) return fail(error);
        log.error({ err: error }, 'could not publish; trying again');
        await pause(RETRY_MS, stopping);
      }
    }
  })();
  stack.defer(() => publishing);
  return listeningWith(listening, stack);
}

/** Counts and logs each invalid message once: a feed on standby reads the same ones repeatedly. */
function refusals(metrics: Registry, log: Logger) {
  const count = countRefused(metrics);
  const known = new Set<string>();
  return (stream: string) =>
    ({ subject, seq }: { readonly subject: string; readonly seq: number }, { message: rule }: WireError) => {
      const id = `${stream}:${seq}`;
      if (known.has(id)) return;
      known.add(id);
      count(stream);
      log.warn({ stream, subject, seq, rule }, 'skipped an invalid message');
    };
}
