import type { ConsoleState } from '@quotebridge/contracts/wire';

/** No more than 4 a second: more cannot be read. */
const READ_EVERY_MS = 250;
/** It is sent at least this often, changed or not, in milliseconds: a client that gets nothing for longer no longer knows. */
const REPEAT_EVERY_MS = 2_000;

export type StateListener = (text: string) => void;

/** Reads the state at intervals and passes it on as an event, when it has changed, to everybody who follows it. */
export class StateFeed implements Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<StateListener>();
  readonly #read: () => ConsoleState;
  #state: ConsoleState;
  #sent = '';
  #sentAt = 0;

  constructor(read: () => ConsoleState) {
    this.#read = read;
    this.#state = read();
    this.#timer = setInterval(() => this.#refresh(), READ_EVERY_MS);
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
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  #refresh(): void {
    this.#state = this.#read();
    const { time, ...content } = this.#state;
    const text = JSON.stringify(content);
    if (text === this.#sent && time - this.#sentAt < REPEAT_EVERY_MS) return;
    this.#sent = text;
    this.#sentAt = time;
    const event = eventOf(this.#state);
    for (const listener of this.#listeners) listener(event);
  }
}

function eventOf(state: ConsoleState): string {
  return `event: state\ndata: ${JSON.stringify(state)}\n\n`;
}
