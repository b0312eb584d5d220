/**
 * Which revision of a key counts, when they come by a watch and by reads that a replica may answer that is behind. A lower one is an old answer; the same lower one
 * in two reads running means that the bucket was made anew.
 */
export class NewestRevision {
  #newest = 0;
  #lower: number | null = null;

  /** Whether what a watch brought is to be acted upon. */
  watched(revision: number): boolean {
    if (revision <= this.#newest) return false;
    this.#accept(revision);
    return true;
  }

  /** Whether what a read brought is to be acted upon. */
  read(revision: number): boolean {
    if (revision === this.#newest) {
      this.#lower = null;
      return false;
    }
    const isOld = revision < this.#newest && revision !== this.#lower;
    if (isOld) this.#lower = revision;
    else this.#accept(revision);
    return !isOld;
  }

  #accept(revision: number): void {
    this.#newest = revision;
    this.#lower = null;
  }
}
