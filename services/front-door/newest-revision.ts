/** How long a replica may lag, in milliseconds. */
const BEHIND_FOR_MS = 1_000;

/**
 * Decides which revision of a key is valid when a lagging replica may answer a read. A lower revision is outdated; one that is still lower a second later means that the
 * bucket was recreated.
 */
export class NewestRevision {
  #newest = 0;
  /** Since when reads return a lower revision, in milliseconds. */
  #lowerSince: number | null = null;

  /** Whether to apply what was read. `now` in milliseconds. */
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
