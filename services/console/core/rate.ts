const WINDOW_MS = 3_000;

/** The growth of a count per second, over the last seconds. */
export class RateWindow {
  #samples: readonly { readonly count: number; readonly at: number }[] = [];

  /** `at`: a monotonic clock in milliseconds. `null` until two samples are far enough apart, and after the count has shrunk. */
  read(count: number | null, at: number): number | null {
    const last = this.#samples.at(-1);
    if (count === null || (last !== undefined && count < last.count)) this.#samples = [];
    if (count === null) return null;
    const kept = this.#samples.filter((sample, index, all) => index >= all.length - 1 || at - sample.at <= WINDOW_MS);
    this.#samples = [...kept, { count, at }];
    const [first = { count, at }] = this.#samples;
    const elapsed = at - first.at;
    return elapsed < WINDOW_MS / 6 ? null : ((count - first.count) * 1_000) / elapsed;
  }
}
