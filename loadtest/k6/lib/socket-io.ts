import { CONNECT, decodePacket, DISCONNECT, encodeEvent, PONG } from './packets.ts';
import type { Packet } from './packets.ts';

/** What the WebSockets of k6, browsers and Node have in common. */
export interface SocketBelow {
  send(text: string): void;
  close(): void;
  addEventListener(event: 'message', act: (message: { data: unknown }) => void): void;
  addEventListener(event: 'close', act: (frame: { readonly code?: number | undefined }) => void): void;
  addEventListener(event: 'error', act: (failure: { readonly error?: unknown }) => void): void;
  addEventListener(event: 'open', act: () => void): void;
}

export interface SocketIoHandlers {
  readonly onConnect: () => void;
  readonly onEvent: (name: string, args: readonly unknown[]) => void;
  /** Called once, whichever side ended it. `code`: that of the WebSocket's close frame, where there was one. */
  readonly onClose: (why: string, code?: number) => void;
}

/** A connection to a Socket.IO server over a WebSocket that was just opened: connects, answers pings, matches acks. */
export class SocketIoClient {
  readonly #below: SocketBelow;
  readonly #handlers: SocketIoHandlers;
  readonly #acks = new Map<number, (answer: unknown) => void>();
  #lastId = 0;
  #silenceMs = 0;
  #isOpen = false;
  /** The kind of the last packet that came. */
  #lastKind: Packet['kind'] | null = null;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(below: SocketBelow, handlers: SocketIoHandlers) {
    this.#below = below;
    this.#handlers = handlers;
    below.addEventListener('open', () => this.#opened());
    below.addEventListener('message', ({ data }) => this.#receive(String(data)));
    below.addEventListener('error', ({ error }) => this.#close('the transport failed', codeIn(String(error))));
    below.addEventListener('close', ({ code }) => this.#close('the transport was closed', code));
  }

  /** How far the connection has come, for the log when no answer arrives. */
  get progress(): string {
    if (!this.#isOpen) return 'the WebSocket was not open';
    return this.#lastKind === null
      ? 'the WebSocket was open, nothing had come'
      : `the last that came was "${this.#lastKind}"`;
  }

  /** Emits an event and passes the first argument of its ack to `onAnswer`. */
  ask(name: string, request: unknown, onAnswer: (answer: unknown) => void): void {
    this.#lastId += 1;
    this.#acks.set(this.#lastId, onAnswer);
    this.#below.send(encodeEvent(name, [request], this.#lastId));
  }

  close(): void {
    if (this.#isClosed) return;
    if (this.#silenceMs > 0) this.#below.send(DISCONNECT);
    this.#close('closed here');
  }

  #opened(): void {
    this.#isOpen = true;
    if (this.#isClosed) this.#below.close();
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    let packet: Packet;
    try {
      packet = decodePacket(text);
    } catch (error) {
      this.#close((error as Error).message);
      return;
    }
    this.#lastKind = packet.kind;
    this.#handle(packet);
    this.#watchSilence();
  }

  #handle(packet: Packet): void {
    switch (packet.kind) {
      case 'open':
        this.#silenceMs = packet.pingInterval + packet.pingTimeout;
        this.#below.send(CONNECT);
        break;
      case 'ping':
        this.#below.send(PONG);
        break;
      case 'connected':
        this.#handlers.onConnect();
        break;
      case 'event':
        this.#handlers.onEvent(packet.name, packet.args);
        break;
      case 'ack':
        this.#acks.get(packet.id)?.(packet.args[0]);
        this.#acks.delete(packet.id);
        break;
      case 'refused':
        this.#close(`refused: ${packet.message}`);
        break;
      case 'disconnected':
      case 'closed':
        this.#close('the server ended it');
    }
  }

  /** A server that vanished is noticed by its missing pings. */
  #watchSilence(): void {
    clearTimeout(this.#watch);
    if (this.#silenceMs > 0 && !this.#isClosed)
      this.#watch = setTimeout(() => this.#close('no ping came'), this.#silenceMs);
  }

  #close(why: string, code?: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#watch);
    // k6 1.8 waits for ever, and cannot be stopped, when a WebSocket is closed that is still connecting.
    if (this.#isOpen) this.#below.close();
    this.#handlers.onClose(why, code);
  }
}

/** k6 reports a close frame whose code is not 1000 or 1001 as an error first: `websocket: close 4012: relocated`. */
function codeIn(error: string): number | undefined {
  const [, code] = /^websocket: close (\d{4})\b/.exec(error) ?? [];
  return code === undefined ? undefined : Number(code);
}
