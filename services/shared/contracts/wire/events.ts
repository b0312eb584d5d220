import type { QuoteBatch } from './tuple.ts';

/** The name of a site, where services run: one token of a NATS subject that is also a JetStream domain (`SITE_PATTERN`). The topology lists the sites. */
export type Site = string;

/** Whether the stream that a service reads is the original or a copy. */
export type StreamRole = 'origin' | 'mirror';

/**
 * Why prices are stale.
 * - `reader`: this service cannot read its stream.
 * - `clock`: its clock and the feed's differ by more than `CLOCK_BOUND_MS`, so the age of heartbeats is unknown.
 * - `link`: the link between the sites is down.
 * - `mirror`: the link is up and the mirror does not follow its origin.
 * - `feed`: no heartbeat arrives from the feed, or it is behind its schedule.
 * - `unknown`: no heartbeat covers the prices, and the reason is not known yet.
 */
export const STALE_REASONS = ['reader', 'clock', 'link', 'mirror', 'feed', 'unknown'] as const;
export type StaleReason = (typeof STALE_REASONS)[number];

export type LinkState = 'up' | 'down' | 'unknown';

/** A problem of a bridged stream, reported by the bridge service. */
export interface StreamAlarm {
  readonly stream: string;
  readonly code: string;
  /** In milliseconds since the Unix epoch. */
  readonly since: number;
  readonly text: string;
}

/** Comparison of a service's clock with the feed's. */
export interface ClockComparison {
  /** Milliseconds by which the service's clock is ahead of the feed's; `null` while unknown. */
  readonly offset: number | null;
  /** False while they differ by more than `CLOCK_BOUND_MS`. */
  readonly agree: boolean;
}

/** Sent by a gateway to its clients once a second, and at once when `stale` or `link` changes. */
export interface GatewayStatus {
  readonly site: Site;
  readonly role: StreamRole;
  readonly link: LinkState;
  /** `null` while prices are fresh. `since` in milliseconds since the Unix epoch: the feed's last heartbeat. */
  readonly stale: { readonly since: number; readonly reason: StaleReason } | null;
  /** False while missed quotes are still being filled in. */
  readonly complete: boolean;
  /** Age of the feed's last heartbeat in milliseconds when this was sent; `null` before the first. */
  readonly heartbeatAge: number | null;
  /** The gateway's clock when this was sent, in milliseconds since the Unix epoch. */
  readonly now: number;
  /**
   * How long a quote currently waits in this gateway at most before it is sent, in milliseconds: close to 0 while there is
   * capacity, more under load. Older gateways omit it.
   */
  readonly flushEvery?: number;
  /** Older gateways omit it. */
  readonly clock?: ClockComparison;
  /** Alarms of the bridged streams. Older gateways omit it. */
  readonly alarms?: readonly StreamAlarm[];
}

export const ERROR_CODES = [
  'bad_request',
  'unknown_symbol',
  'too_many_symbols',
  'too_many_requests',
  'not_ready',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal in an ack. `message` names what was wrong and what is allowed. */
export interface GatewayError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The offending symbols, where there are any. */
  readonly symbols?: readonly string[];
}

/**
 * How quotes are delivered. `conflated`: the newest of each symbol, with what it replaced counted in `conflated`. `every`: each
 * quote of the stream, in order, none conflated; a client that cannot keep up is disconnected as a slow consumer.
 */
export type DeliveryMode = 'conflated' | 'every';

/** What a client has received of one epoch: the newest `seq` by symbol. */
export interface ResumePoint {
  readonly epoch: number;
  readonly seqs: Readonly<Record<string, number>>;
}

/**
 * `symbols: '*'` is the whole market, including symbols that appear later.
 *
 * `maxRate` and `mode` belong to the connection: each `subscribe` sets both for all of its symbols, and an omitted one
 * is reset to its default.
 */
export interface SubscribeRequest {
  readonly symbols: readonly string[] | '*';
  /** At most this many packets of quotes a second, from 0.1 to 1,000. Default: as many as the gateway can send. */
  readonly maxRate?: number;
  /** Default `conflated`. It cannot change while the connection has subscriptions. `every` allows no `maxRate`. */
  readonly mode?: DeliveryMode;
  /** What the client already has: symbols whose newest quote it has are left out of the snapshot. */
  readonly resume?: readonly ResumePoint[];
}

export interface UnsubscribeRequest {
  readonly symbols: readonly string[] | '*';
}

/**
 * Follows the next quote of a symbol through the gateway, which reports its times in a `traced` event. The connection has to be
 * subscribed to the symbol. A connection has one trace at a time: a new request replaces it.
 */
export interface TraceRequest {
  readonly symbol: string;
}

export type SubscribeAck =
  | {
      readonly ok: true;
      readonly snapshot: readonly QuoteBatch[];
      readonly status: GatewayStatus;
      /** How many symbols the snapshot leaves out because `resume` showed that the client holds their newest quote. */
      readonly resumed?: number;
    }
  | { readonly ok: false; readonly error: GatewayError };

export type UnsubscribeAck = { readonly ok: true } | { readonly ok: false; readonly error: GatewayError };
export type TraceAck = UnsubscribeAck;

/** One quote's path through the gateway. Times by the gateway's clock, in milliseconds since the Unix epoch. */
export interface GatewayTrace {
  readonly symbol: string;
  readonly epoch: number;
  readonly seq: number;
  /** When the gateway first received it, by the core subscription or by the stream. */
  readonly heard: number;
  /** When this site's stream delivered it (in the cloud the mirror). `null` if it had not within a second after it was sent. */
  readonly streamed: number | null;
  /** When the packet that contains it was written to this client. */
  readonly sent: number;
}

/** Asks the client to reconnect elsewhere, make before break. `deadline` in milliseconds from now. */
export interface Relocate {
  readonly reason: 'drain';
  readonly deadline: number;
}

/** Why a gateway closes a connection. */
export type CloseReason = 'slow_consumer' | 'too_many_requests';

/** The reasons as codes of the WebSocket's close frame. */
export const CLOSE_CODES: Readonly<Record<CloseReason, number>> = { slow_consumer: 4_008, too_many_requests: 4_029 };

/** Why a gateway refuses a connection, as the `message` of its HTTP response. A client may retry after each, later or elsewhere. */
export type ConnectRefusal = 'draining' | 'too_many_clients' | 'too_many_connections' | 'too_many_from_address';

/** Why a connection is about to be closed: its last event, if the client still reads. */
export interface Closing {
  readonly reason: CloseReason;
  /** What the client did, and what is allowed. */
  readonly message: string;
}

/** Socket.IO events, shared by server, client and tests. */
export interface ClientToServerEvents {
  subscribe: (request: SubscribeRequest, ack: (answer: SubscribeAck) => void) => void;
  unsubscribe: (request: UnsubscribeRequest, ack: (answer: UnsubscribeAck) => void) => void;
  trace: (request: TraceRequest, ack: (answer: TraceAck) => void) => void;
}

export interface ServerToClientEvents {
  quotes: (batch: QuoteBatch) => void;
  status: (status: GatewayStatus) => void;
  traced: (trace: GatewayTrace) => void;
  relocate: (request: Relocate) => void;
  closing: (closing: Closing) => void;
}
