/** One observable value; listeners are called only on a change. */
export class Cell<T> {
  readonly #listeners = new Set<() => void>();
  readonly #same: (a: T, b: T) => boolean;
  #value: T;

  constructor(value: T, same: (a: T, b: T) => boolean = Object.is) {
    this.#value = value;
    this.#same = same;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (this.#same(this.#value, value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
