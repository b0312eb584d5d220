import type { Socket } from 'node:net';

/** A client whose handshake may have to wait for its turn. */
export class PendingHandshake {
  readonly #socket: Socket;
  readonly #answer: () => void;

  /** `answer` is called when it is its turn. */
  constructor(socket: Socket, answer: () => void) {
    this.#socket = socket;
    this.#answer = answer;
    // Between HTTP and WebSocket nobody else listens, and an error that nobody listens to ends the process.
    socket.on('error', ignore);
  }

  /** The client has ended or lost its connection while it waited. */
  get isGone(): boolean {
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

/** A socket with an error is destroyed by Node itself. */
function ignore(): void {}
