/** Without a heartbeat of the feed for this long (milliseconds), every price is stale: too old to trust. */
export const STALE_AFTER_MS = 2_500;
/** How often the feed publishes its heartbeat, in milliseconds. */
export const HEARTBEAT_EVERY_MS = 1_000;
/** The most symbols that one `subscribe` may name. */
export const MAX_SYMBOLS_PER_SUBSCRIBE = 5_000;
/** The most and the fewest packets of quotes a second that a client may ask for. */
export const MAX_RATE = { min: 0.1, max: 1_000 } as const;
/**
 * The maximum difference between a reader's clock and the feed's, in milliseconds. Beyond it prices are stale: the age of a
 * heartbeat cannot be separated from the difference. Synchronized clocks differ by milliseconds. It is well below `STALE_AFTER_MS`,
 * so that a difference within the bound cannot hide an old heartbeat.
 */
export const CLOCK_BOUND_MS = 1_000;
