/** How long requests of all clients together may hold up everything else, in milliseconds: a small part of a flush's interval. */
const SLICE_MS = 2;

/** Who asks. */
export interface Asker {
  /** Has it say nothing more for now: something that it asked for waits. */
  hold(): void;
  /** Nothing waits for it any more. */
  release(): void;
}

export interface WorkQueueOptions {
  /** Of the time, what all work together may take when it crowds, above 0 and at most 1. */
  readonly share: number;
  /** Milliseconds, by a monotonic clock. */
  readonly now?: () => number;
  /** Calls back after so many milliseconds; after 0, once everything else that is due has been done. */
  readonly later?: (act: () => void, ms: number) => void;
}

/**
 * Does what clients ask for, one piece of each in turn: who asks much waits for itself. However much waits, it is done in
 * slices with a rest after each, so that all of it together takes at most a share of the time; and nobody is read from while
 * something waits for it, so that what has not been done yet is left to the client and the network.
 */
export class WorkQueue {
  readonly #share: number;
  readonly #now: () => number;
  readonly #later: (act: () => void, ms: number) => void;
  /** In the order of turns. */
  readonly #waiting = new Map<Asker, (() => void)[]>();
  #restUntil = Number.NEGATIVE_INFINITY;

  constructor({ share, now = () => performance.now(), later = soon }: WorkQueueOptions) {
    this.#share = share;
    this.#now = now;
    this.#later = later;
  }

  /** Whether something waits for this client. */
  has(asker: Asker): boolean {
    return this.#waiting.has(asker);
  }

  /** `act` is called after those that were added for this client before, and must not throw. */
  add(asker: Asker, act: () => void): void {
    const acts = this.#waiting.get(asker);
    if (acts !== undefined) {
      acts.push(act);
      return;
    }
    this.#waiting.set(asker, [act]);
    asker.hold();
    if (this.#waiting.size === 1) this.#await();
  }

  #await(): void {
    this.#later(() => this.#slice(), Math.max(0, this.#restUntil - this.#now()));
  }

  #slice(): void {
    const start = this.#now();
    let end = start;
    // Not a copy: who has more that waits, or asks meanwhile, comes in at the end.
    for (const [asker, acts] of this.#waiting) {
      acts.shift()?.();
      this.#waiting.delete(asker);
      if (acts.length > 0) this.#waiting.set(asker, acts);
      else asker.release();
      end = this.#now();
      if (end - start >= SLICE_MS) break;
    }
    this.#restUntil = end + (end - start) * (1 / this.#share - 1);
    if (this.#waiting.size > 0) this.#await();
  }
}

function soon(act: () => void, ms: number): void {
  if (ms === 0) setImmediate(act);
  else setTimeout(act, ms);
}
