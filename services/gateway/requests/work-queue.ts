/** How long requests of all clients together may hold up everything else, in milliseconds: a small part of a flush's interval. */
const SLICE_MS = 2;

/** A client whose requests wait. */
export interface Requester {
  /** Stops reading for now: a request of this client waits. */
  pause(): void;
  /** Reads on: nothing waits for it any more. */
  resume(): void;
}

export interface WorkQueueOptions {
  /** Of the time, what all work together may take under load, above 0 and at most 1. */
  readonly share: number;
  /** Milliseconds, by a monotonic clock. */
  readonly now?: () => number;
  /** Calls back after so many milliseconds; after 0, once everything else that is due has been done. */
  readonly later?: (act: () => void, ms: number) => void;
}

/**
 * Does what clients ask for, one piece of each in turn: who asks much waits for itself. However much waits, it is done in
 * slices with a pause after each, so that all of it together takes at most a share of the time; and a client is not read from
 * while something waits for it, so that what has not been done yet is left to the client and the network.
 */
export class WorkQueue {
  readonly #share: number;
  readonly #now: () => number;
  readonly #later: (act: () => void, ms: number) => void;
  /** In the order of turns. */
  readonly #waiting = new Map<Requester, (() => void)[]>();
  #pauseUntil = Number.NEGATIVE_INFINITY;

  constructor({ share, now = () => performance.now(), later = soon }: WorkQueueOptions) {
    this.#share = share;
    this.#now = now;
    this.#later = later;
  }

  /** `act` is called after those that were added for this client before, and must not throw. */
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
    // Not a copy: a client with more that waits, or that asks meanwhile, comes in at the end.
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
