/** How long requests may delay everything else at a time, in milliseconds: a small part of the time between two flushes. */
const SLICE_MS = 2;

/** A client with queued requests. */
export interface Requester {
  /** Stops reading from the client: a request of it is queued. */
  pause(): void;
  /** Reads from the client again: no request of it is queued any more. */
  resume(): void;
}

export interface WorkQueueOptions {
  /** The share of time that all work together may take under load, above 0 and at most 1. */
  readonly share: number;
  /** Milliseconds, by a monotonic clock. */
  readonly now?: () => number;
  /** Calls `act` after that many milliseconds; with 0, after all other work that is due. */
  readonly later?: (act: () => void, ms: number) => void;
}

/**
 * Processes requests round-robin, one of each client at a time, so that a client with many requests delays only itself. Work is
 * done in slices with a pause after each, so that it takes at most a share of the time, however much is queued. While a client
 * has a queued request, nothing is read from it: further requests wait in the network and at the client.
 */
export class WorkQueue {
  readonly #share: number;
  readonly #now: () => number;
  readonly #later: (act: () => void, ms: number) => void;
  /** In round-robin order. */
  readonly #waiting = new Map<Requester, (() => void)[]>();
  #pauseUntil = Number.NEGATIVE_INFINITY;

  constructor({ share, now = () => performance.now(), later = soon }: WorkQueueOptions) {
    this.#share = share;
    this.#now = now;
    this.#later = later;
  }

  /** Queues `act` after earlier ones of this client. It must not throw. */
  add(requester: Requester, act: () => void): void {
    const acts = this.#waiting.get(requester);
    if (acts !== undefined) {
      acts.push(act);
      return;
    }
    this.#waiting.set(requester, [act]);
    requester.pause();
    if (this.#waiting.size === 1) this.#schedule();
  }

  #schedule(): void {
    this.#later(() => this.#slice(), Math.max(0, this.#pauseUntil - this.#now()));
  }

  #slice(): void {
    const start = this.#now();
    let end = start;
    // Not a copy: a client with more queued work, or with new work, is appended while this iterates.
    for (const [requester, acts] of this.#waiting) {
      acts.shift()?.();
      this.#waiting.delete(requester);
      if (acts.length > 0) this.#waiting.set(requester, acts);
      else requester.resume();
      end = this.#now();
      if (end - start >= SLICE_MS) break;
    }
    this.#pauseUntil = end + (end - start) * (1 / this.#share - 1);
    if (this.#waiting.size > 0) this.#schedule();
  }
}

function soon(act: () => void, ms: number): void {
  if (ms === 0) setImmediate(act);
  else setTimeout(act, ms);
}
