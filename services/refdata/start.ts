import { countRefused, openInstruments } from '@quotebridge/quote-reader';
import {
  connectNats,
  Counter,
  createHealthServer,
  createLogger,
  createMetrics,
  Gauge,
  listen,
  listeningWith,
} from '@quotebridge/service-kit';
import type { Listening, Logger, NatsConnection, Registry, StartDeps } from '@quotebridge/service-kit';
import type { RefdataConfig } from './config.ts';
import { demoDetails } from './demo-details.ts';
import { followFile } from './follow-file.ts';
import { publishChanges } from './publish-changes.ts';
import { serveDetails } from './serve-details.ts';
import type { DetailsSource } from './source.ts';

/** Starts the service of reference data: it answers requests for the details of instruments, and reports when they change. Throws `InputError`. */
export async function start(
  config: RefdataConfig,
  { stopping, log = createLogger('refdata', config.LOG_LEVEL) }: StartDeps,
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics('refdata', config.SITE);
  const { REFDATA_FILE: path } = config;
  const file = path === undefined ? null : stack.use(await followFile(path, log));
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `refdata.${config.SITE}`,
    log,
  });
  stack.defer(() => nc.close());
  const source = file ?? stack.use(invented(nc, config, metrics, log));
  const { requests, changes } = measure(metrics, source, () => file?.isValid ?? true);
  serveDetails({ nc, source, log, onRequest: (result) => requests.inc({ result }) });
  stack.use(publishChanges({ nc, source, log, onChange: () => changes.inc() }));
  const notReady = () => {
    if (stopping.aborted) return 'draining';
    return source.entries() === null ? 'waiting for the list of instruments' : null;
  };
  const listening = stack.use(await listen(createHealthServer({ metrics, notReady }), config.HOST, config.PORT));
  log.info({ url: listening.url, site: config.SITE, file: path ?? null }, 'listening');
  return listeningWith(listening, stack);
}

/** Details for whatever instruments the feed lists. */
function invented(
  nc: NatsConnection,
  { NATS_API_PREFIX: apiPrefix }: RefdataConfig,
  metrics: Registry,
  log: Logger,
): DetailsSource & AsyncDisposable {
  const instruments = openInstruments({ nc, apiPrefix, log, onRefused: countRefused(metrics) });
  return {
    entries: () => (instruments.isReady ? instruments.bySymbol : null),
    detailsOf: (symbol) => {
      const instrument = instruments.bySymbol.get(symbol);
      return instrument === undefined ? null : demoDetails(instrument);
    },
    [Symbol.asyncDispose]: () => instruments[Symbol.asyncDispose](),
  };
}

function measure(registry: Registry, source: Pick<DetailsSource, 'entries'>, isValid: () => boolean) {
  const registers = [registry];
  new Gauge({
    name: 'refdata_instruments',
    help: 'Instruments with details',
    registers,
    collect() {
      this.set(source.entries()?.size ?? 0);
    },
  });
  new Gauge({
    name: 'refdata_file_valid',
    help: '0 while the file is invalid and its last valid version is used',
    registers,
    collect() {
      this.set(isValid() ? 1 : 0);
    },
  });
  const requests = new Counter({
    name: 'refdata_requests_total',
    help: 'Requests for details, by whether the instrument is known; not-ready ones got no reply',
    labelNames: ['result'],
    registers,
  });
  const changes = new Counter({
    name: 'refdata_changes_total',
    help: 'Instruments whose details changed',
    registers,
  });
  return { requests, changes };
}
