import { pause } from '@quotebridge/service-kit';
import type { SourceQuote } from './sources/source.ts';

/** So far behind its schedule, a feed gives up catching up, in milliseconds: the schedule begins anew from there. */
const GIVE_UP_MS = 60_000;

export interface PacerOptions {
  /** `scheduled` is when the schedule meant it to go out, by the clock of `now`. */
  readonly onQuote: (quote: SourceQuote, scheduled: number) => void;
  /** What to wait for before the next quote, if anything. */
  readonly room: () => Promise<void> | null;
  /** The schedule was given up and begins anew, so many milliseconds later. */
  readonly onGiveUp: (behindMs: number) => void;
  readonly signal: AbortSignal;
  /** A monotonic clock in milliseconds; may have a fraction. */
  readonly now: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Lets a source's quotes out when they are due. An open loop: being late does not move what comes after. */
export class Pacer {
  readonly #options: PacerOptions;
  #start: number;
  /** When the quote in hand is due; `Infinity` while none is due. */
  #due = Infinity;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#start = Math.ceil(options.now());
  }

  /** Up to when, on its schedule, everything is out: now, unless it is late. By the clock of `now`. */
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
      // A source that is always late must leave time for acks.
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

/** Leaves no listener behind: a signal lives as long as the feed, and there may be no room for thousands of quotes in a row. */
function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  const stop = () => resolve();
  signal.addEventListener('abort', stop);
  promise.then(stop, reject);
  return over.finally(() => signal.removeEventListener('abort', stop));
}
