/** The largest payloads whose length takes one byte and three bytes in a WebSocket frame (RFC 6455, section 5.2). */
const TINY = 125;
const SHORT = 65_535;
/** The first byte of an unfragmented text frame. */
const TEXT = 0x81;

/** An unmasked WebSocket text frame. `text` must be ASCII. */
export function textFrame(text: string): Buffer {
  const frame = Buffer.allocUnsafe(frameLength(text.length));
  frame.write(text, writeHeader(frame, 0, text.length), 'latin1');
  return frame;
}

/** The length of a frame with a payload of this length. */
export function frameLength(payload: number): number {
  return headerLength(payload) + payload;
}

/** Writes the header of a payload of this length at `at`. Returns where the payload starts. */
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

/** The payloads of consecutive unmasked text frames. */
export function payloadsOf(frames: Buffer): string[] {
  const payloads: string[] = [];
  for (let at = 0; at < frames.length;) {
    const length = payloadLength(frames, at);
    at += headerLength(length);
    payloads.push(frames.toString('latin1', at, at + length));
    at += length;
  }
  return payloads;
}

function payloadLength(frames: Buffer, at: number): number {
  const length = frames[at + 1] ?? 0;
  if (length <= TINY) return length;
  return length === 126 ? frames.readUInt16BE(at + 2) : Number(frames.readBigUInt64BE(at + 2));
}

function headerLength(payload: number): number {
  if (payload <= TINY) return 2;
  return payload <= SHORT ? 4 : 10;
}
