/** The largest payloads whose length a WebSocket frame holds in one and in three bytes (RFC 6455, section 5.2). */
const TINY = 125;
const SHORT = 65_535;
/** The last frame of a message, and text. */
const TEXT = 0x81;

/**
 * Unmasked WebSocket text frames, one after the other in one buffer: built once, written to any number of sockets in a
 * single call each. `texts` must be ASCII, which everything in a checked quote is.
 */
export function textFrames(texts: readonly string[]): Buffer {
  const frames = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + headerLength(text.length) + text.length, 0));
  let at = 0;
  for (const text of texts) {
    at = writeHeader(frames, at, text.length);
    at += frames.write(text, at, text.length, 'latin1');
  }
  return frames;
}

function headerLength(payload: number): number {
  if (payload <= TINY) return 2;
  return payload <= SHORT ? 4 : 10;
}

function writeHeader(frames: Buffer, at: number, payload: number): number {
  frames[at] = TEXT;
  if (payload <= TINY) {
    frames[at + 1] = payload;
  } else if (payload <= SHORT) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(payload, at + 2);
  } else {
    frames[at + 1] = 127;
    frames.writeBigUInt64BE(BigInt(payload), at + 2);
  }
  return at + headerLength(payload);
}
