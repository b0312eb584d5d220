import type { ConsoleState } from '@quotebridge/contracts/wire';

/** No more than 4 a second: more cannot be read. */
const READ_EVERY_MS = 250;
/** Something is sent at least this often, in milliseconds: proxies close what is silent, and a lost connection shows. */
const PING_EVERY_MS = 5_000;

export type StateListener = (text: string) => void;

/** Reads the state at intervals and passes it on as an event, when it has changed, to everybody who follows it. */
export class StateFeed implements Disposable {
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #listeners = new Set<StateListener>();
  readonly #read: () => ConsoleState;
  #state: ConsoleState;
  #sent = '';

  constructor(read: () => ConsoleState) {
    this.#read = read;
    this.#state = read();
    this.#timers = [
      setInterval(() => this.#refresh(), READ_EVERY_MS),
      setInterval(() => this.#send(': ping\n\n'), PING_EVERY_MS),
    ];
  }

  get state(): ConsoleState {
    return this.#state;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Sends the current state at once. Returns what ends it. */
  follow(listener: StateListener): () => void {
    this.#listeners.add(listener);
    listener(eventOf(this.#state));
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#listeners.clear();
  }

  #refresh(): void {
    this.#state = this.#read();
    const { time: _, ...content } = this.#state;
    const text = JSON.stringify(content);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#send(eventOf(this.#state));
  }

  #send(text: string): void {
    for (const listener of this.#listeners) listener(text);
  }
}

function eventOf(state: ConsoleState): string {
  return `event: state\ndata: ${JSON.stringify(state)}\n\n`;
}
