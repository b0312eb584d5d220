import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientToServerEvents, GatewayStatus, ServerToClientEvents } from '@quotebridge/contracts/wire';
import { freshnessMetrics, streamAlarms, trackUpgraded } from '@quotebridge/runtime';
import type { Instruments, Logger, Quotes, QuotesOptions, Registry, SiteStatus } from '@quotebridge/runtime';
import { Server } from 'socket.io';
import { createAnswering } from './answering.ts';
import { Conflator } from './conflator.ts';
import { Connection } from './connection.ts';
import type { ClientSocket, ConnectionLimits } from './connection.ts';
import { Departures } from './departures.ts';
import { createEntrance } from './entrance.ts';
import type { EntranceLimits } from './entrance.ts';
import type { FlushLimits } from './flush-clock.ts';
import { createFlusher } from './flusher.ts';
import { gatewayMetrics } from './metrics.ts';
import { OneATurn } from './one-a-turn.ts';
import { quoteFrames, statusFrame } from './packets.ts';
import { Recorder } from './recorder.ts';
import { releaseRequest, releaseResponse } from './release.ts';
import { subscribe, trace, unsubscribe } from './requests.ts';
import { Tracer } from './tracer.ts';
import { MESSAGES_PER_REQUEST, Wire } from './wire.ts';
import type { EngineSocket } from './wire.ts';

/** How often every client gets the status, in milliseconds. */
const STATUS_EVERY_MS = 1_000;
/** How long sockets have to close by themselves before they are cut, in milliseconds. */
const CLOSE_WITHIN_MS = 500;
const DRAIN_POLL_MS = 20;

export interface GatewayLimits extends EntranceLimits, ConnectionLimits {
  readonly flush: FlushLimits;
  /** How long a client may be connected without having joined, in milliseconds. */
  readonly handshakeMs: number;
  readonly maxPayloadBytes: number;
  readonly maxSymbols: number;
  readonly maxSendBufferBytes: number;
  readonly maxQueuedQuotes: number;
  readonly drainMs: number;
}

export interface GatewayDeps {
  /** Serves the gateway's own paths; Socket.IO is added to it. It is closed with the gateway. */
  readonly server: HttpServer;
  readonly openQuotes: (
    handlers: Required<Pick<QuotesOptions, 'onChange' | 'onStored' | 'onFreshness' | 'onReset'>>,
  ) => Quotes;
  /** Has the quotes' connection read nothing for so many milliseconds. */
  readonly rest: (ms: number) => void;
  /** It is disposed of with the gateway. */
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
  /** What it waits for before clients should be sent to it; `null` when it is ready. */
  readonly waitsFor: string | null;
}

/** The gateway on an HTTP server that does not listen yet. Disposing asks the clients to go elsewhere first. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { server, site, instruments, log, limits, stopping, now } = deps;
  const wires = new Map<EngineSocket, Wire>();
  const connections = new Set<Connection>();
  const upgraded = trackUpgraded(server);
  const metrics = gatewayMetrics(deps.metrics, {
    clients: connections,
    wires,
    tracks: () => conflator.tracks,
    flushEveryMs: () => flusher.everyMs,
  });
  const entrance = createEntrance({ limits, stopping, onRefused: metrics.refused });
  const conflator = new Conflator({ pack: quoteFrames, onEncode: (quote) => metrics.encoded(now() - quote.published) });
  const recorder = new Recorder<Buffer>({
    pack: quoteFrames,
    maxQueued: limits.maxQueuedQuotes,
    onOverflow: (outlet) => {
      const message = `more than ${limits.maxQueuedQuotes} quotes wait for this client`;
      (outlet as Connection).wire.end('slow_consumer', message);
    },
  });
  const departures = new Departures();
  const tracer = new Tracer(now);
  const flusher = createFlusher({
    parts: [conflator, recorder],
    limits: limits.flush,
    onSent: metrics.sent,
    onFlush: metrics.flushed,
    onRest: deps.rest,
  });

  const status = (): GatewayStatus => {
    const { link, stale, complete, heartbeatAge, clock } = quotes.freshness;
    return {
      site: site.site,
      role: site.role,
      link,
      stale,
      complete,
      heartbeatAge,
      now: now(),
      flushEvery: Math.round(flusher.everyMs),
      clock,
      alarms: streamAlarms(site),
    };
  };
  const announce = () => {
    const frame = statusFrame(status());
    for (const connection of connections) connection.sendStatus(frame);
  };
  const tick = () => {
    announce();
    const at = performance.now();
    for (const connection of connections) {
      if (connection.isStalled(at)) connection.wire.end('slow_consumer', `read nothing for ${limits.stallMs} ms`);
    }
    for (const wire of wires.values()) endIfFull(wire);
  };
  const quotes = deps.openQuotes({
    onChange: (change) => {
      conflator.apply(change);
      if (change.effect !== 'fill') tracer.hear(change.quote);
      flusher.changed();
    },
    onStored: ({ quote }) => {
      if (recorder.hear(quote)) flusher.changed();
      tracer.hearStored(quote);
    },
    onFreshness: announce,
    onReset: () => {
      // What the clients hold is void: each comes back, and subscribes to the new state.
      conflator.reset();
      recorder.reset();
      for (const wire of wires.values()) wire.close();
    },
  });
  freshnessMetrics(deps.metrics, quotes);
  const ticking = setInterval(tick, STATUS_EVERY_MS);

  const io = new Server<ClientToServerEvents, ServerToClientEvents>(server, {
    path: '/socket.io',
    transports: ['websocket'],
    wsEngine: OneATurn,
    allowUpgrades: false,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.maxPayloadBytes,
    connectTimeout: limits.handshakeMs,
    allowRequest: entrance.ask,
  });
  io.engine.use(releaseResponse);
  io.engine.on('connection', (conn: EngineSocket) => {
    entrance.came(conn);
    wires.set(conn, new Wire(conn, limits, tooMany));
    conn.once('close', () => wires.delete(conn));
    departures.watch(conn.request.socket);
    releaseRequest(conn);
  });

  const tooMany = (wire: Wire): void => {
    if (wire.endedFor !== null) return;
    metrics.refused('too_many_requests');
    wire.end('too_many_requests', `at most ${limits.requestRate * MESSAGES_PER_REQUEST} messages a second`);
  };
  /** True when more waits for a client than may. */
  const endIfFull = (wire: Wire): boolean => {
    if (wire.waitingBytes <= limits.maxSendBufferBytes) return false;
    wire.end('slow_consumer', `asks without reading: more than ${limits.maxSendBufferBytes} bytes wait`);
    return true;
  };

  /** True of a client that is gone or ended, or is now, since too much waits for it. */
  const isOver = (connection: Connection): boolean => {
    if (!connections.has(connection) || connection.wire.endedFor !== null) return true;
    if (!endIfFull(connection.wire)) return false;
    metrics.refused('slow_consumer');
    return true;
  };

  const answer = createAnswering({
    isOver,
    symbols: () => quotes.entries.size,
    requestRate: limits.requestRate,
    onRefused: metrics.refused,
    log,
  });

  io.on('connection', (socket: ClientSocket) => {
    const wire = wires.get(socket.conn);
    if (wire === undefined) return;
    const connection = new Connection(wire, limits);
    connections.add(connection);
    socket.emit('status', status());
    const requests = { quotes, instruments, conflator, recorder, tracer, maxSymbols: limits.maxSymbols };
    socket.on('subscribe', (...args: unknown[]) =>
      answer(connection, args, (request) => ({ ...subscribe(requests, connection, request), status: status() })),
    );
    socket.on('unsubscribe', (...args: unknown[]) =>
      answer(connection, args, (request) => {
        unsubscribe(requests, connection, request);
        return {};
      }),
    );
    socket.on('trace', (...args: unknown[]) =>
      answer(connection, args, (request) => {
        trace(requests, connection, request);
        return {};
      }),
    );
    socket.on('disconnect', (reason) => {
      connections.delete(connection);
      tracer.drop(connection);
      conflator.remove(connection);
      recorder.remove(connection);
      metrics.disconnected(wire.endedFor ?? reason);
    });
  });

  const relocate = async () => {
    io.emit('relocate', { reason: 'drain', deadline: limits.drainMs });
    const deadline = performance.now() + limits.drainMs;
    while (connections.size > 0 && performance.now() < deadline) await delay(DRAIN_POLL_MS);
  };
  return {
    get waitsFor() {
      if (!quotes.isReady) return 'the snapshot of quotes';
      // Those who leave a gateway that is fresh are not to find one that cannot say so yet.
      return quotes.isJudged ? null : 'a heartbeat of the feed';
    },
    async [Symbol.asyncDispose]() {
      await relocate();
      clearInterval(ticking);
      entrance[Symbol.dispose]();
      flusher[Symbol.dispose]();
      const closed = io.close();
      await Promise.race([closed, delay(CLOSE_WITHIN_MS, undefined, { ref: false })]);
      upgraded[Symbol.dispose]();
      server.closeAllConnections();
      await closed;
      await quotes[Symbol.asyncDispose]();
      site[Symbol.dispose]();
    },
  };
}
