/** Without a heartbeat of the feed for this long (milliseconds), every price is stale: too old to trust. */
export const STALE_AFTER_MS = 2_500;
/** How often the feed says its heartbeat, in milliseconds. */
export const HEARTBEAT_EVERY_MS = 1_000;
/** The most symbols that one `subscribe` may name. */
export const MAX_SYMBOLS_PER_SUBSCRIBE = 5_000;
/** The most and the fewest packets of quotes a second that a client may ask for. */
export const MAX_RATE = { min: 0.1, max: 1_000 } as const;
/**
 * The most by which a reader's clock may differ from the feed's, in milliseconds. Beyond it prices are stale: the difference
 * and a heartbeat's age can no longer be distinguished. Synchronized clocks differ by milliseconds; the bound is well below `STALE_AFTER_MS`, so that
 * a late heartbeat is recognized as old despite a difference within it.
 */
export const CLOCK_BOUND_MS = 1_000;
