import { fetchInstruments } from './instruments.ts';
import type { Directory } from './directory.ts';

const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = 5_000;

/** Keeps the directory described: asks again while the API fails or a quoted symbol is unknown to it. */
export class InstrumentLoader implements Disposable {
  readonly #origin: string;
  readonly #directory: Directory;
  readonly #stop = new AbortController();
  #busy = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(origin: string, directory: Directory) {
    this.#origin = origin;
    this.#directory = directory;
    this.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#again);
    this.#stop.abort();
  }

  readonly refresh = (): void => {
    if (!this.#busy) void this.#load();
  };

  async #load(): Promise<void> {
    this.#busy = true;
    const done = await this.#attempt();
    if (this.#stop.signal.aborted) return;
    if (done) this.#busy = false;
    else this.#again = setTimeout(() => void this.#load(), AGAIN_AFTER_MS);
  }

  async #attempt(): Promise<boolean> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      this.#directory.describe(await fetchInstruments(this.#origin, signal));
      return this.#directory.listings.get().every(({ instrument }) => instrument !== undefined);
    } catch {
      // The board shows symbols without names meanwhile; the banner speaks for the connection.
      return false;
    }
  }
}
