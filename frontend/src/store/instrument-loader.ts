import { Cell } from './cell.ts';
import { fetchInstruments } from './instruments.ts';
import type { Directory } from './directory.ts';

/** Whether the API has told what is traded: `failed` while it never has. */
export type Listed = 'asking' | 'listed' | 'failed';

const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = { least: 1_000, most: 30_000 } as const;

/** Keeps the directory described. It asks again, less and less often: instruments may be listed at any time. */
export class InstrumentLoader implements Disposable {
  readonly listed = new Cell<Listed>('asking');
  readonly #origin: string;
  readonly #directory: Directory;
  readonly #stop = new AbortController();
  #pause: number = AGAIN_AFTER_MS.least;
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

  /** Asks now: a symbol is quoted that is not described. */
  readonly refresh = (): void => {
    this.#pause = AGAIN_AFTER_MS.least;
    if (!this.#busy) void this.#load();
  };

  async #load(): Promise<void> {
    clearTimeout(this.#again);
    this.#busy = true;
    const done = await this.#attempt();
    this.#busy = false;
    if (this.#stop.signal.aborted) return;
    if (done) this.listed.set('listed');
    else if (this.listed.get() === 'asking') this.listed.set('failed');
    this.#again = setTimeout(() => void this.#load(), this.#pause);
    this.#pause = Math.min(AGAIN_AFTER_MS.most, 2 * this.#pause);
  }

  async #attempt(): Promise<boolean> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      this.#directory.describe(await fetchInstruments(this.#origin, signal));
      return true;
    } catch {
      // The board shows symbols without names meanwhile, and says so when there are none at all.
      return false;
    }
  }
}
