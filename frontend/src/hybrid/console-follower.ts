import { CONSOLE_PATH } from '@quotebridge/contracts/wire';
import type { ConsoleState } from '@quotebridge/contracts/wire';
import { Cell } from '../store/cell.ts';
import { linkNews } from './link-news.ts';
import type { LinkNews } from './link-news.ts';

/** The console sends its state every two seconds, changed or not. After a longer silence (milliseconds) it is not known. */
const KNOWN_FOR_MS = 5_000;
const ASK_AGAIN_MS = 5_000;

/** Follows the console's state: `null` where the demo has no console, and while it does not answer. */
export class ConsoleFollower implements Disposable {
  readonly state = new Cell<ConsoleState | null>(null);
  readonly #origin: string;
  readonly #now: () => number;
  #at = 0;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param now a monotonic clock in milliseconds */
  constructor(origin: string, now: () => number) {
    this.#origin = origin;
    this.#now = now;
    void this.#begin();
  }

  [Symbol.dispose](): void {
    this.#source?.close();
    clearTimeout(this.#timer);
  }

  /** What concerns the prices of this page. */
  news(): LinkNews | null {
    return linkNews(this.state.get(), this.#at);
  }

  /** Requests the state first: the front door answers 204 where there is no console, which `EventSource` does not report. */
  async #begin(): Promise<void> {
    try {
      const response = await fetch(`${this.#origin}${CONSOLE_PATH}/v1/state`);
      if (response.status === 204) return;
      if (response.ok) {
        this.#take(await response.json());
        this.#follow();
        return;
      }
    } catch {
      // The next attempt is below.
    }
    this.#timer = setTimeout(() => void this.#begin(), ASK_AGAIN_MS);
  }

  #follow(): void {
    // It connects again by itself.
    this.#source = new EventSource(`${this.#origin}${CONSOLE_PATH}/v1/events`);
    this.#source.addEventListener('state', ({ data }: MessageEvent<string>) => this.#take(JSON.parse(data)));
  }

  #take(state: ConsoleState): void {
    this.#at = this.#now();
    this.state.set(state);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.state.set(null), KNOWN_FOR_MS);
  }
}
