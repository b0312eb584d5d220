import type { Socket } from 'node:net';

/** A handshake that may have to queue. */
export class PendingHandshake {
  readonly #socket: Socket;
  readonly #answer: () => void;

  /** `answer` is called on admission. */
  constructor(socket: Socket, answer: () => void) {
    this.#socket = socket;
    this.#answer = answer;
    // Between HTTP and WebSocket nothing else handles errors, and an unhandled one ends the process.
    socket.on('error', ignore);
  }

  /** Whether the client has ended or lost its connection. */
  get isAbandoned(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  admit(): void {
    this.#answer();
    this.#socket.removeListener('error', ignore);
  }

  discard(): void {
    this.#socket.destroy();
  }
}

/** Node itself destroys a socket with an error. */
function ignore(): void {}
