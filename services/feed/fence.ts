/**
 * How many messages a feed may have on the way to the stream, and how many a claim is made of.
 *
 * Each message may only be stored when the stream's last sequence number is its predecessor's. That alone does not keep a
 * feed out that was overtaken: of the messages that it had under way, refused one after the other, one may find the stream
 * at just its number again. A claim is therefore an atomic batch as long as the longest such pipeline: behind it, no number
 * of the older feed fits any more.
 */
export const FENCE = 512;
