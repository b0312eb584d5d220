/** Sums what counters grew by, across restarts of the process that counts: then they begin at 0 again. */
export class CounterIncrease {
  readonly #last = new Map<string, number>();
  readonly #sums = new Map<string, number>();
  #hasBaseline = false;

  /** Returns the increase since the previous reading; the first reading of all is the baseline. Later, a counter that is new began at 0. */
  read(counters: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const isFirst = !this.#hasBaseline;
    this.#hasBaseline = true;
    const increase = new Map<string, number>();
    for (const [name, value] of counters) {
      const last = this.#last.get(name) ?? (isFirst ? value : 0);
      const grown = value >= last ? value - last : value;
      if (grown > 0) increase.set(name, grown);
      this.#last.set(name, value);
      this.#sums.set(name, (this.#sums.get(name) ?? 0) + grown);
    }
    return increase;
  }

  get sums(): ReadonlyMap<string, number> {
    return this.#sums;
  }
}
