/** Without a heartbeat of the feed for this long (milliseconds), every price is stale: too old to trust. */
export const STALE_AFTER_MS = 2_500;
/** How often the feed says its heartbeat, in milliseconds. */
export const HEARTBEAT_EVERY_MS = 1_000;
/** The most symbols that one `subscribe` may name. */
export const MAX_SYMBOLS_PER_SUBSCRIBE = 5_000;
