import { pause } from '@quotebridge/service-kit';
import type { SourceQuote } from './sources/source.ts';

/** A feed that is this far behind, in milliseconds, gives up catching up: the schedule restarts from there. */
const GIVE_UP_MS = 60_000;

export interface PacerOptions {
  /** `scheduled`: when the quote was due, by the clock of `now`. */
  readonly onQuote: (quote: SourceQuote, scheduled: number) => void;
  /** What to wait for before the next quote, if anything. */
  readonly room: () => Promise<void> | null;
  /** The schedule was given up and restarts this many milliseconds later. */
  readonly onGiveUp: (behindMs: number) => void;
  readonly signal: AbortSignal;
  /** A monotonic clock in milliseconds; may have a fraction. */
  readonly now: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Releases a source's quotes when they are due. An open loop: a delay does not shift later quotes. */
export class Pacer {
  readonly #options: PacerOptions;
  #start: number;
  /** When the current quote is due; `Infinity` while there is none. */
  #due = Infinity;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#start = Math.ceil(options.now());
  }

  /** The scheduled time up to which every quote was released: now, unless it is late. By the clock of `now`. */
  get upTo(): number {
    return Math.min(this.#options.now(), this.#due);
  }

  /** Resolves when the source ends or the signal is aborted. */
  async run(quotes: AsyncIterable<readonly SourceQuote[]>): Promise<void> {
    const { onQuote, signal } = this.#options;
    for await (const chunk of quotes) {
      for (const quote of chunk) {
        await this.#waitFor(quote.at);
        if (signal.aborted) return;
        onQuote(quote, this.#due);
      }
      this.#due = Infinity;
      // A source that is always late must still leave time to process acks.
      await new Promise(setImmediate);
      if (signal.aborted) return;
    }
  }

  async #waitFor(at: number): Promise<void> {
    const { now, room, signal, onGiveUp, wait = pause } = this.#options;
    this.#due = this.#start + at;
    for (let early = this.#due - now(); early > 0 && !signal.aborted; early = this.#due - now())
      await wait(early, signal);
    const full = room();
    if (full !== null) await settledOrAborted(full, signal);
    const behind = now() - this.#due;
    if (behind > GIVE_UP_MS) {
      this.#start += Math.floor(behind);
      this.#due = this.#start + at;
      onGiveUp(behind);
    }
  }
}

/** Removes its listener: the signal lives as long as the feed, and thousands of quotes in a row may find no room. */
function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  const stop = () => resolve();
  signal.addEventListener('abort', stop);
  promise.then(stop, reject);
  return over.finally(() => signal.removeEventListener('abort', stop));
}
