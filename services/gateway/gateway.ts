import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayStatus } from '@quotebridge/contracts/wire';
import { freshnessMetrics } from '@quotebridge/quote-reader';
import { trackUpgraded } from '@quotebridge/service-kit';
import type { Instruments, Quotes, QuotesOptions, SiteStatus } from '@quotebridge/quote-reader';
import type { Logger, Registry } from '@quotebridge/service-kit';
import { createAdmissionControl } from './admission/admission-control.ts';
import type { AdmissionLimits } from './admission/admission-control.ts';
import { createDelivery } from './delivery/delivery.ts';
import type { DeliveryOptions } from './delivery/delivery.ts';
import { statusFrame } from './delivery/packets.ts';
import { DemandCounter } from './demand/demand-counter.ts';
import type { Requester } from './requests/requests.ts';
import { gatewayMetrics } from './metrics.ts';
import { createAnswering } from './requests/answering.ts';
import type { Connection } from './requests/connection.ts';
import { serveClients } from './requests/serve-clients.ts';
import type { ServeLimits } from './requests/serve-clients.ts';
import { gatewayStatus } from './status.ts';
import { createSocketServer } from './transport/socket-server.ts';
import type { SocketServer, SocketServerLimits } from './transport/socket-server.ts';
import { createRelocator } from './relocation/relocator.ts';
import type { Relocator } from './relocation/relocator.ts';

/** How often clients get the status, in milliseconds. */
const STATUS_EVERY_MS = 1_000;
/** How long sockets have to close gracefully before they are destroyed, in milliseconds. */
const CLOSE_WITHIN_MS = 500;
const DRAIN_POLL_MS = 20;

export interface GatewayLimits
  extends AdmissionLimits, SocketServerLimits, ServeLimits, Pick<DeliveryOptions, 'flush' | 'maxQueuedQuotes'> {
  /** How long clients have to move to another gateway when this one stops, in milliseconds. */
  readonly drainMs: number;
}

export interface GatewayDeps {
  /** Serves the gateway's own paths. Socket.IO is attached to it, and it is closed with the gateway. */
  readonly server: HttpServer;
  readonly openQuotes: (
    handlers: Required<Pick<QuotesOptions, 'onChange' | 'onStored' | 'onFreshness' | 'onReset'>>,
  ) => Quotes;
  /** Disposed of with the gateway. */
  readonly site: SiteStatus;
  readonly instruments: Pick<Instruments, 'bySymbol' | 'withdrawn' | 'isReady'>;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly limits: GatewayLimits;
  /** Once aborted, new clients are refused. */
  readonly stopping: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

export interface Gateway extends AsyncDisposable {
  /** What it waits for before it may get clients; `null` when it is ready. */
  readonly waitsFor: string | null;
  readonly relocator: Pick<Relocator, 'relocate'>;
  /** What its clients are subscribed to. */
  readonly demand: Pick<DemandCounter<Requester>, 'all' | 'count' | 'takeChanged'>;
}

/** Creates the gateway on an HTTP server that does not listen yet. Disposing of it relocates its clients first. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { server, site, log, limits, stopping, now } = deps;
  const connections = new Set<Connection>();
  const upgraded = trackUpgraded(server);
  const metrics = gatewayMetrics(deps.metrics, {
    clients: connections,
    maxClients: limits.maxClients,
    transports: () => sockets.transports.values(),
    tracks: () => delivery.conflator.tracks,
    flushIntervalMs: () => delivery.flushIntervalMs,
  });
  const admission = createAdmissionControl({ limits, stopping, onRefused: metrics.refused });
  const delivery = createDelivery({
    ...limits,
    onOverflow: (client) => (client as Connection).closeOverflowing(limits.maxQueuedQuotes),
    onEncode: (quote) => metrics.encoded(now() - quote.published),
    onSent: metrics.sent,
    onFlush: metrics.flushed,
    now,
  });
  const demand = new DemandCounter<Requester>();
  const answering = createAnswering({
    symbols: () => quotes.entries.size,
    requestRate: limits.requestRate,
    onRefused: metrics.refused,
    log,
  });
  const sockets = createSocketServer({
    server,
    limits,
    allowRequest: admission.decide,
    onConnection: admission.connected,
    onUnsupportedTransport: () => metrics.refused('unsupported_transport'),
    onFlood: answering.closeFlooding,
  });
  const status = () => gatewayStatus({ site, quotes, flushIntervalMs: delivery.flushIntervalMs }, now());
  const broadcastStatus = () => sendStatus(connections, status());
  const onReset = () => {
    // What the clients hold is void: closed, they reconnect and subscribe to the new state.
    delivery.reset();
    for (const transport of sockets.transports.values()) transport.close();
  };
  const quotes = deps.openQuotes({ ...delivery.handlers, onFreshness: broadcastStatus, onReset });
  freshnessMetrics(deps.metrics, quotes);
  const relocator = createRelocator({ connections, onRelocated: metrics.relocated });
  const onDisconnected = (connection: Connection, reason: string) => {
    relocator.disconnected(connection, reason);
    metrics.disconnected(connection.transport.closedFor ?? reason);
  };
  serveClients({ ...deps, sockets, connections, delivery, demand, answering, status, quotes, onDisconnected });
  const ticking = setInterval(() => {
    broadcastStatus();
    closeUnread(connections, sockets);
  }, STATUS_EVERY_MS);

  return {
    relocator,
    demand,
    get waitsFor() {
      return missingFrom(quotes);
    },
    async [Symbol.asyncDispose]() {
      await drain(relocator, connections, limits.drainMs);
      clearInterval(ticking);
      for (const part of [relocator, admission, delivery]) part[Symbol.dispose]();
      await close(sockets, server, upgraded);
      await quotes[Symbol.asyncDispose]();
      site[Symbol.dispose]();
    },
  };
}

/** What prices wait for before they can be served; `null` when they can. */
function missingFrom({ isReady, freshnessKnown }: Quotes): string | null {
  if (!isReady) return 'the snapshot of quotes';
  // Clients that leave a gateway with fresh prices must not arrive where prices are not confirmed yet.
  return freshnessKnown ? null : 'a heartbeat of the feed';
}

/** Relocates all clients, and waits until they are gone or the time is over. */
async function drain(relocator: Relocator, connections: ReadonlySet<Connection>, deadlineMs: number): Promise<void> {
  relocator.relocate({ reason: 'drain', share: 1, withinMs: 0, deadlineMs });
  const deadline = performance.now() + deadlineMs;
  while (connections.size > 0 && performance.now() < deadline) await delay(DRAIN_POLL_MS);
}

/** Closes connections gracefully, then forcibly. */
async function close({ io }: SocketServer, server: HttpServer, upgraded: Disposable): Promise<void> {
  const closed = io.close();
  await Promise.race([closed, delay(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  upgraded[Symbol.dispose]();
  server.closeAllConnections();
  await closed;
}

/** Closes clients that do not read what they are sent. */
function closeUnread(connections: Iterable<Connection>, { transports }: SocketServer): void {
  for (const connection of connections) connection.closeIfStalled(performance.now());
  for (const transport of transports.values()) transport.closeIfFull();
}

function sendStatus(connections: Iterable<Connection>, status: GatewayStatus): void {
  const frame = statusFrame(status);
  for (const connection of connections) connection.sendStatus(frame);
}
