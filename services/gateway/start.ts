import { hostname } from 'node:os';
import { countRefused, openInstruments, openQuotes, watchSiteStatus } from '@quotebridge/quote-reader';
import {
  connectNats,
  createHealthServer,
  createLogger,
  createMetrics,
  listen,
  listeningWith,
  systemClock,
} from '@quotebridge/service-kit';
import type { Clock, Listening, Logger, NatsConnection, StartDeps } from '@quotebridge/service-kit';
import type { GatewayConfig } from './config.ts';
import { instanceToken, publishDemand } from './demand/publish-demand.ts';
import { createGateway } from './gateway.ts';
import type { GatewayLimits } from './gateway.ts';
import { serveRelocations } from './relocation/serve-relocations.ts';

/** Starts the gateway. Resolves when it listens, which may be before it is ready. */
export async function start(
  config: GatewayConfig,
  {
    stopping,
    log = createLogger('gateway', config.LOG_LEVEL),
    clock = systemClock,
  }: StartDeps & { readonly clock?: Clock },
): Promise<Listening> {
  await using stack = new AsyncDisposableStack();
  const nc = await connectNats({
    servers: config.NATS_URL,
    user: config.NATS_USER,
    password: config.NATS_PASSWORD,
    name: `gateway.${config.SITE}`,
    log,
  });
  stack.defer(() => nc.close());
  const demandNc = await connectAsDemand(config, log);
  if (demandNc !== null) stack.defer(() => demandNc.close());
  const metrics = createMetrics('gateway', config.SITE);
  const onRefused = countRefused(metrics);
  const notReady = () => {
    if (stopping.aborted) return 'draining';
    return gateway.waitsFor === null ? null : `waiting for ${gateway.waitsFor}`;
  };
  const server = createHealthServer(
    { notReady, metrics },
    {
      headersTimeout: config.HANDSHAKE_MS,
      requestTimeout: config.HANDSHAKE_MS,
      connectionsCheckingInterval: Math.min(1_000, config.HANDSHAKE_MS),
    },
  );
  const site = watchSiteStatus({ nc, site: config.SITE, log, clock, audit: true });
  const gateway = createGateway({
    server,
    openQuotes: (handlers) =>
      openQuotes({
        nc,
        apiPrefix: config.NATS_API_PREFIX,
        log,
        site,
        core: config.FRESH,
        clock,
        onRefused,
        ...handlers,
      }),
    site,
    instruments: stack.use(openInstruments({ nc, apiPrefix: config.NATS_API_PREFIX, log, onRefused })),
    metrics,
    log,
    limits: limitsOf(config),
    stopping,
    now: () => clock().wall,
  });
  // Published to the last: once the gateway's clients have left.
  const demand = stack.use(new AsyncDisposableStack());
  stack.use(gateway);
  const listening = await listen(server, config.HOST, config.PORT);
  // Host and port are unique within a site, in containers and on one machine.
  const instance = `${hostname()}:${new URL(listening.url).port}`;
  serveRelocations({ nc, relocator: gateway.relocator, instance, site: config.SITE, log });
  if (demandNc !== null) {
    const { demand: counts } = gateway;
    const now = () => clock().wall;
    demand.use(publishDemand({ nc: demandNc, counts, site: config.SITE, instance: instanceToken(instance), now, log }));
  }
  log.info({ url: listening.url, site: config.SITE }, 'listening');
  return listeningWith(listening, stack);
}

/** Its own user: in the account of the other one, answers to readers' requests could be aimed at what the stream of demand captures. */
async function connectAsDemand(config: GatewayConfig, log: Logger): Promise<NatsConnection | null> {
  const { NATS_DEMAND_USER: user, NATS_DEMAND_PASSWORD: password = '' } = config;
  if (user === undefined) return null;
  return connectNats({ servers: config.NATS_URL, user, password, name: `gateway-demand.${config.SITE}`, log });
}

function limitsOf(config: GatewayConfig): GatewayLimits {
  return {
    flush: { minMs: config.FLUSH_MIN_MS, maxMs: Math.max(config.FLUSH_MS, config.FLUSH_MIN_MS) },
    trustedProxies: config.TRUSTED_PROXIES,
    maxClients: config.MAX_CLIENTS,
    maxClientsPerAddress: config.MAX_CLIENTS_PER_ADDRESS,
    connectRate: config.CONNECT_RATE,
    connectQueue: config.CONNECT_QUEUE,
    requestRate: config.REQUEST_RATE,
    requestBurst: config.REQUEST_BURST,
    handshakeMs: config.HANDSHAKE_MS,
    stallMs: config.STALL_MS,
    maxPayloadBytes: config.MAX_PAYLOAD_BYTES,
    maxSymbols: config.MAX_SYMBOLS,
    maxSendBufferBytes: config.MAX_SEND_BUFFER_BYTES,
    directWrites: config.DIRECT_WRITES,
    maxQueuedQuotes: config.MAX_QUEUED_QUOTES,
    drainMs: config.DRAIN_MS,
  };
}
