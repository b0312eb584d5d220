/** A set of integers stored as ascending ranges: small while its members form runs. */
export class Ranges {
  readonly #ranges: { from: number; to: number }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Ascending, first and last number of each. */
  get all(): readonly { readonly from: number; readonly to: number }[] {
    return this.#ranges;
  }

  /** Adds `from` … `to`, which must be above every member. Adds nothing when `to < from`. */
  append(from: number, to: number): void {
    if (to < from) return;
    this.#ranges.push({ from, to });
    this.#size += to - from + 1;
  }

  /** Removes one number. False when it was not a member. */
  take(n: number): boolean {
    const index = this.#ranges.findIndex((range) => n <= range.to);
    const range = this.#ranges[index];
    if (range === undefined || n < range.from) return false;
    this.#size -= 1;
    if (range.from === range.to) this.#ranges.splice(index, 1);
    else if (n === range.from) range.from += 1;
    else if (n === range.to) range.to -= 1;
    else {
      this.#ranges.splice(index, 1, { from: range.from, to: n - 1 }, { from: n + 1, to: range.to });
    }
    return true;
  }

  /** Removes everything below `n` and returns how many members that were. */
  dropBelow(n: number): number {
    const before = this.#size;
    for (let range = this.#ranges[0]; range !== undefined && range.from < n; range = this.#ranges[0]) {
      const to = Math.min(range.to, n - 1);
      this.#size -= to - range.from + 1;
      if (to === range.to) this.#ranges.shift();
      else range.from = n;
    }
    return before - this.#size;
  }

  clone(): Ranges {
    const copy = new Ranges();
    for (const { from, to } of this.#ranges) copy.append(from, to);
    return copy;
  }

  /** Removes everything from `n` up. */
  dropFrom(n: number): void {
    for (let range = this.#ranges.at(-1); range !== undefined && range.to >= n; range = this.#ranges.at(-1)) {
      const from = Math.max(range.from, n);
      this.#size -= range.to - from + 1;
      if (from === range.from) this.#ranges.pop();
      else range.to = n - 1;
    }
  }
}
