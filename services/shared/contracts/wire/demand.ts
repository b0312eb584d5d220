/**
 * How many clients of a gateway are subscribed to a symbol: the message on `demandSubject`.
 *
 * A gateway publishes it when the number changes, at most once a second for each symbol, 0 when nobody is left, and again every `DEMAND_REFRESH_MS` while
 * somebody is subscribed. It is valid until `expires`, so that a gateway that dies without notice leaves its demand behind for `DEMAND_VALID_MS` at
 * most: readers ignore what has expired.
 */
export interface Demand {
  /** The gateway, unique within its site. It keeps its name over restarts on the same host and port. */
  readonly instance: string;
  /** `null`: clients that are subscribed to the whole market. These are in no symbol's number. */
  readonly symbol: string | null;
  /** Clients subscribed at this gateway. */
  readonly clients: number;
  /** Milliseconds since the Unix epoch, by the gateway's clock. */
  readonly time: number;
  /** Milliseconds since the Unix epoch, by the gateway's clock. */
  readonly expires: number;
}

/** How often a gateway repeats what has not changed, in milliseconds. */
export const DEMAND_REFRESH_MS = 10_000;
/** How long a message is valid, in milliseconds: long enough for two that are lost, as in an election of a broker. */
export const DEMAND_VALID_MS = 30_000;
