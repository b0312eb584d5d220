import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

/** As much of HTTP and WebSocket as it takes to break their rules. */

export const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

const TEXT = 0x81;
const MASKED = 0x80;

/** A masked text frame whose header claims `length` bytes. */
export function frame(payload: Buffer | string, length = payload.length): Buffer {
  const header = Buffer.alloc(14);
  header[0] = TEXT;
  header[1] = MASKED | 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.from(payload)]);
}

export function garbage(bytes: number): Buffer {
  return randomBytes(bytes);
}

/** Waits until a connection has ended, by an error too: `events.once` would throw what the gateway's resets bring. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('close', () => resolve()));
}

/** Reads until the server has sent a text, or has closed. Resolves with everything it sent until then. */
export async function readUntil(socket: Socket, text: string): Promise<string> {
  const ended = closed(socket).then(() => null);
  for (let received = ''; ;) {
    const next = new Promise<Buffer>((resolve) => void socket.once('data', resolve));
    const chunk = await Promise.race([next, ended]);
    if (chunk === null) return received;
    received += chunk.toString('latin1');
    if (received.includes(text)) return received;
  }
}

/** Requests a WebSocket. Resolves with `accepted`, or with the reason of the refusal. */
export async function upgrade(socket: Socket): Promise<string> {
  socket.write(UPGRADE);
  const answer = await readUntil(socket, '\r\n\r\n');
  if (answer === '') return 'closed';
  if (answer.startsWith('HTTP/1.1 101')) return 'accepted';
  // A refusal's body is its reason.
  return answer.slice(answer.indexOf('\r\n\r\n') + 4).trim() || (answer.split('\r\n')[0] ?? '');
}

const CLOSE = 0x88;

/** The code of the close frame at the end of a connection's bytes, if there is one. */
export function closeCode(bytes: Buffer): number | null {
  const at = bytes.lastIndexOf(CLOSE);
  if (at === -1 || at + 4 > bytes.length || bytes[at + 1] !== bytes.length - at - 2) return null;
  return bytes.readUInt16BE(at + 2);
}
