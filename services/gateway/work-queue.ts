/** How long requests of all clients together may hold up everything else, in milliseconds: a small part of a flush's interval. */
const SLICE_MS = 2;

export interface WorkQueueOptions {
  /** Milliseconds, by a monotonic clock. */
  readonly now: () => number;
  /** Calls back once everything else that is due has been done. */
  readonly later: (act: () => void) => void;
}

/** Does pieces of work one after the other, a slice at a time: between slices quotes are read and flushed, however much waits. */
export class WorkQueue {
  readonly #now: () => number;
  readonly #later: (act: () => void) => void;
  readonly #waiting: (() => void)[] = [];

  constructor({ now, later }: WorkQueueOptions = { now: () => performance.now(), later: setImmediate }) {
    this.#now = now;
    this.#later = later;
  }

  /** `act` is called after those that were added before, and must not throw. */
  add(act: () => void): void {
    if (this.#waiting.push(act) === 1) this.#later(() => this.#slice());
  }

  #slice(): void {
    const end = this.#now() + SLICE_MS;
    let done = 0;
    do {
      this.#waiting[done]?.();
      done += 1;
    } while (done < this.#waiting.length && this.#now() < end);
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) this.#later(() => this.#slice());
  }
}
