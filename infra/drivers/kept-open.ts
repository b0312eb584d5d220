/** Things that are opened once by key and stay open until they are closed, or until this is disposed. */
export class KeptOpen<T extends AsyncDisposable> implements AsyncDisposable {
  readonly #open = new Map<string, Promise<T>>();

  /** The one with this key. One that could not be opened is opened again by the next call. */
  get(key: string, open: () => Promise<T>): Promise<T> {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const opening = open();
    this.#open.set(key, opening);
    opening.catch(() => this.#open.delete(key));
    return opening;
  }

  /** Closes those whose keys are chosen. */
  async close(isChosen: (key: string) => boolean): Promise<void> {
    const chosen = [...this.#open].filter(([key]) => isChosen(key));
    for (const [key] of chosen) this.#open.delete(key);
    // One that did not open has nothing to close.
    const opened = await Promise.allSettled(chosen.map(([, one]) => one));
    await Promise.all(opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value[Symbol.asyncDispose]()] : [])));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close(() => true);
  }
}
