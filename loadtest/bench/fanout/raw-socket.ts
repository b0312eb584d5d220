import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A WebSocket at minimal cost for the receiver: it parses frames while it joins, and counts bytes from then on. */

const HEADERS_END = '\r\n\r\n';
const TEXT = 0x81;
const BINARY = 0x82;
const MASKED = 0x80;

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  readonly isBinary: boolean;
  readonly onOpen: (socket: RawSocket) => void;
  /** A message, until `onBytes` is set. */
  readonly onMessage: (socket: RawSocket, text: string) => void;
  readonly onEnd: (error: Error | null) => void;
}

export class RawSocket {
  /** Set it to get bytes in place of messages. */
  onBytes: ((chunk: Buffer) => void) | null = null;
  readonly #socket: Socket;
  readonly #options: RawSocketOptions;
  #isOpen = false;
  #read = Buffer.alloc(0);

  constructor(options: RawSocketOptions) {
    this.#options = options;
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.write(
      [
        `GET ${options.path} HTTP/1.1`,
        'Host: 127.0.0.1',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        HEADERS_END.slice(2),
      ].join('\r\n'),
    );
    this.#socket.on('data', this.#onData);
    this.#socket.on('error', options.onEnd);
    this.#socket.on('close', () => options.onEnd(null));
  }

  /** Reads nothing from now on. */
  stall(): void {
    this.#socket.pause();
  }

  /** Sends a message of at most 65,535 bytes. */
  say(text: string): void {
    const payload = Buffer.from(text);
    const short = payload.length < 126;
    const header = Buffer.alloc(short ? 6 : 8);
    header[0] = this.#options.isBinary ? BINARY : TEXT;
    header[1] = MASKED | (short ? payload.length : 126);
    if (!short) header.writeUInt16BE(payload.length, 2);
    // The mask is all zeros: the payload is its own masked form.
    this.#socket.write(Buffer.concat([header, payload]));
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.onBytes !== null) {
      this.onBytes(chunk);
      return;
    }
    this.#read = Buffer.concat([this.#read, chunk]);
    if (!this.#isOpen && !this.#open()) return;
    this.#readMessages();
  };

  #open(): boolean {
    const end = this.#read.indexOf(HEADERS_END);
    if (end === -1) return false;
    const answer = this.#read.toString('latin1', 0, end);
    if (!answer.startsWith('HTTP/1.1 101')) throw new Error(`the server answered ${answer.split('\r\n')[0]}`);
    this.#read = this.#read.subarray(end + HEADERS_END.length);
    this.#isOpen = true;
    this.#options.onOpen(this);
    return true;
  }

  #readMessages(): void {
    while (this.#read.length >= 2 && this.onBytes === null) {
      const lengthByte = (this.#read[1] ?? 0) & 0x7f;
      const header = lengthByte < 126 ? 2 : lengthByte === 126 ? 4 : 10;
      if (this.#read.length < header) return;
      let length = lengthByte;
      if (header === 4) length = this.#read.readUInt16BE(2);
      if (header === 10) length = Number(this.#read.readBigUInt64BE(2));
      if (this.#read.length < header + length) return;
      const text = this.#read.toString('latin1', header, header + length);
      this.#read = this.#read.subarray(header + length);
      this.#options.onMessage(this, text);
    }
  }
}
