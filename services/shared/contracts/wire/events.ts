import type { QuoteBatch } from './tuple.ts';

/** Where a service runs. */
export type Site = 'onprem' | 'cloud' | 'edge';

/** Whether the stream that a service reads is the first one or a copy. */
export type StreamRole = 'origin' | 'mirror';

/** Why prices are stale: the feed is silent, the link between the sites is down, or this service cannot read its stream. */
export type StaleReason = 'feed' | 'link' | 'reader';

export type LinkState = 'up' | 'down' | 'unknown';

/** What a gateway tells its clients once a second, and at once when `stale` or `link` changes. */
export interface GatewayStatus {
  readonly site: Site;
  readonly role: StreamRole;
  readonly link: LinkState;
  /** `null` while prices are fresh. `since` in milliseconds since the Unix epoch: the feed's last heartbeat. */
  readonly stale: { readonly since: number; readonly reason: StaleReason } | null;
  /** False while quotes that were missed are still being filled in. */
  readonly complete: boolean;
  /** Age of the feed's last heartbeat in milliseconds when this was sent; `null` before the first. */
  readonly heartbeatAge: number | null;
  /** The gateway's clock when this was sent, in milliseconds since the Unix epoch. */
  readonly now: number;
}

export const ERROR_CODES = ['bad_request', 'unknown_symbol', 'too_many_symbols', 'not_ready', 'internal'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal in an ack. `message` names what was wrong and what is allowed. */
export interface GatewayError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The offending symbols, where there are any. */
  readonly symbols?: readonly string[];
}

/** `symbols: '*'` is the whole market, symbols that appear later included. */
export interface SubscribeRequest {
  readonly symbols: readonly string[] | '*';
}

export interface UnsubscribeRequest {
  readonly symbols: readonly string[] | '*';
}

export type SubscribeAck =
  | { readonly ok: true; readonly snapshot: readonly QuoteBatch[]; readonly status: GatewayStatus }
  | { readonly ok: false; readonly error: GatewayError };

export type UnsubscribeAck = { readonly ok: true } | { readonly ok: false; readonly error: GatewayError };

/** Please reconnect, make before break. `deadline` in milliseconds from now. */
export interface Relocate {
  readonly reason: 'drain';
  readonly deadline: number;
}

/** Socket.IO events, shared by server, client and tests. */
export interface ClientToServerEvents {
  subscribe: (request: SubscribeRequest, ack: (answer: SubscribeAck) => void) => void;
  unsubscribe: (request: UnsubscribeRequest, ack: (answer: UnsubscribeAck) => void) => void;
}

export interface ServerToClientEvents {
  quotes: (batch: QuoteBatch) => void;
  status: (status: GatewayStatus) => void;
  relocate: (request: Relocate) => void;
}
