/** The largest payloads whose length a WebSocket frame holds in one and in three bytes (RFC 6455, section 5.2). */
const TINY = 125;
const SHORT = 65_535;
/** The last frame of a message, and text. */
const TEXT = 0x81;

/** An unmasked WebSocket text frame. `text` must be ASCII. */
export function textFrame(text: string): Buffer {
  const frame = Buffer.allocUnsafe(frameLength(text.length));
  frame.write(text, writeHeader(frame, 0, text.length), 'latin1');
  return frame;
}

/** How long a frame with so long a payload is. */
export function frameLength(payload: number): number {
  return headerLength(payload) + payload;
}

/** Writes what comes before a payload of that length. Answers with where the payload begins. */
export function writeHeader(frames: Buffer, at: number, payload: number): number {
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

function headerLength(payload: number): number {
  if (payload <= TINY) return 2;
  return payload <= SHORT ? 4 : 10;
}
