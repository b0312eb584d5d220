/** How long a replica may be behind, in milliseconds. */
const BEHIND_FOR_MS = 1_000;

/**
 * Which revision of a key counts, when a replica that is behind may answer a read. A lower one is an old answer; one that is still lower a second later means that the
 * bucket was made anew.
 */
export class NewestRevision {
  #newest = 0;
  /** Since when what is read is lower, in milliseconds. */
  #lowerSince: number | null = null;

  /** Whether what was read is to be acted upon. `now` in milliseconds. */
  accept(revision: number, now: number): boolean {
    if (revision === this.#newest) {
      this.#lowerSince = null;
      return false;
    }
    if (revision < this.#newest) {
      this.#lowerSince ??= now;
      if (now - this.#lowerSince < BEHIND_FOR_MS) return false;
    }
    this.#newest = revision;
    this.#lowerSince = null;
    return true;
  }
}
