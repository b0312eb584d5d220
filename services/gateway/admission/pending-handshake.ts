import type { Socket } from 'node:net';
import { leaveToKernel } from '../kernel-reads.ts';

/**
 * Who asks to come in, and may have to wait for its turn. Until then nothing is read of it: a crowd that waits and gives up all at
 * once would be one batch of events, which quotes would wait for. So whether it is still there shows when it is its turn.
 */
export class Visitor {
  readonly #socket: Socket;
  readonly #enter: () => void;
  readonly #readOn: (() => void) | null;

  /** `enter` is called when it is its turn and it is still there. */
  constructor(socket: Socket, enter: () => void) {
    this.#socket = socket;
    this.#enter = enter;
    this.#readOn = leaveToKernel(socket);
    // Between HTTP and WebSocket nobody else listens, and an error that nobody listens to ends the process.
    socket.on('error', destroyed);
  }

  /** It is its turn. `onGone` is called where it does not want in any more. */
  come(onGone: () => void): void {
    this.#readOn?.();
    // By then what the kernel had of it has been read.
    setImmediate(() => {
      if (!this.#socket.destroyed && !this.#socket.readableEnded) {
        this.#enter();
        this.#socket.removeListener('error', destroyed);
        return;
      }
      this.#socket.destroy();
      onGone();
    });
  }
}

/** A socket with an error is destroyed by Node itself. */
function destroyed(): void {}
