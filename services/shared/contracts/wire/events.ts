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
 * - `paused`: an operator has paused the bridge that fills the mirror.
 * - `feed`: no heartbeat arrives from the feed, or it is behind its schedule.
 * - `unknown`: no heartbeat covers the prices, and the reason is not known yet.
 */
export const STALE_REASONS = ['reader', 'clock', 'link', 'mirror', 'paused', 'feed', 'unknown'] as const;
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
   * How long a quote may wait in this gateway at present before it is sent, in milliseconds: close to 0 while the gateway
   * has spare capacity, more under load. Absent from gateways older than this field.
   */
  readonly flushEvery?: number;
  /** Absent from gateways older than this field. */
  readonly clock?: ClockComparison;
  /** What is wrong with the bridged streams. Absent from gateways older than this field. */
  readonly alarms?: readonly StreamAlarm[];
  /** An operator has paused the bridge that fills this site's stream of quotes: what is missing waits at the origin. Absent from gateways older than this field. */
  readonly paused?: boolean;
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
 * quote of the stream, in its order, none conflated; a client that cannot keep up is disconnected as a slow consumer.
 */
export type DeliveryMode = 'conflated' | 'every';

/** What a client holds of one epoch: the newest `seq` that it has received, by symbol. */
export interface ResumePoint {
  readonly epoch: number;
  readonly seqs: Readonly<Record<string, number>>;
}

/**
 * `symbols: '*'` is the whole market, including symbols that appear later.
 *
 * `maxRate` and `mode` belong to the connection: each `subscribe` sets them again for all of its symbols, and a
 * field that it leaves out goes back to its default.
 */
export interface SubscribeRequest {
  readonly symbols: readonly string[] | '*';
  /** At most that many packets of quotes a second, from 0.1 to 1,000. Default: no limit. */
  readonly maxRate?: number;
  /** Default `conflated`. It cannot change while the connection has subscriptions. `every` allows no `maxRate`. */
  readonly mode?: DeliveryMode;
  /** What the client holds: symbols of which it holds the newest quote are left out of the snapshot. */
  readonly resume?: readonly ResumePoint[];
}

export interface UnsubscribeRequest {
  readonly symbols: readonly string[] | '*';
}

/**
 * Follow the next quote of a symbol through the gateway, which reports the times in a `traced` event. The symbol has to be one that
 * the connection is subscribed to. A connection has one such request at a time: a new one replaces it.
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
  /** When the gateway received it first: by the core subscription or by the stream. */
  readonly received: number;
  /** When this site's stream, in the cloud the mirror, brought it. `null` when it had not a second after it was sent. */
  readonly streamed: number | null;
  /** When the packet that contains it was written to this client. */
  readonly sent: number;
}

/** Asks the client to switch to another connection, which it should open before it closes this one. */
export interface Relocate {
  /** `drain`: the gateway stops. `move`: its traffic moves, for example to another site. */
  readonly reason: 'drain' | 'move';
  /** How long this connection is kept, in milliseconds from now. */
  readonly deadline: number;
}

/** Why a gateway closes a connection because of what the client did. */
export type CloseReason = 'slow_consumer' | 'too_many_requests' | 'relocated';

/** The codes of the WebSocket's close frame for them. */
export const CLOSE_CODES: Readonly<Record<CloseReason, number>> = {
  slow_consumer: 4_008,
  /** The client was asked to relocate and did not within the deadline. It may reconnect at once. */
  relocated: 4_012,
  too_many_requests: 4_029,
};

/** Why a gateway refuses a connection, as the `message` of its HTTP answer. The client may try again, later or elsewhere. */
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
