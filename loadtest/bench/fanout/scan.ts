import { PREFIX } from './workload.ts';

const MARKER = Buffer.from(`"${PREFIX}`);
/** A stamp has 13 digits before its point for the next 260 years; nothing before it in a quote has as many. */
const STAMP_DIGITS = 13;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;

/** One quote in so many is sampled for its age: reading every timestamp would make the receiver the bottleneck. */
const SAMPLE_EVERY = 8;

/**
 * Finds quotes in what came from one connection, in whatever protocol and framing: each has its symbol in quotation marks
 * once, and after it the moment at which it was to be published.
 */
export class Scanner {
  readonly #onQuotes: (count: number) => void;
  readonly #onStamp: (stamp: number) => void;
  /** How many bytes of the marker the last chunk ended with. */
  #split = 0;
  #seen = 0;

  constructor(onQuotes: (count: number) => void, onStamp: (stamp: number) => void) {
    this.#onQuotes = onQuotes;
    this.#onStamp = onStamp;
  }

  take(chunk: Buffer): void {
    if (this.#goesOn(chunk)) return;
    let count = this.#endsSplit(chunk) ? 1 : 0;
    for (let at = chunk.indexOf(MARKER); at !== -1; at = chunk.indexOf(MARKER, at + MARKER.length)) {
      count += 1;
      this.#seen += 1;
      if (this.#seen % SAMPLE_EVERY === 0) {
        const stamp = stampAfter(chunk, at + MARKER.length);
        if (stamp !== null) this.#onStamp(stamp);
      }
    }
    this.#split = splitAtEnd(chunk);
    if (count > 0) this.#onQuotes(count);
  }

  /** Whether a chunk is too short to end the marker that the last one began. */
  #goesOn(chunk: Buffer): boolean {
    if (this.#split === 0 || chunk.length >= MARKER.length - this.#split) return false;
    if (!chunk.equals(MARKER.subarray(this.#split, this.#split + chunk.length))) return false;
    this.#split += chunk.length;
    return true;
  }

  #endsSplit(chunk: Buffer): boolean {
    const rest = MARKER.subarray(this.#split);
    return this.#split > 0 && chunk.subarray(0, rest.length).equals(rest);
  }
}

function splitAtEnd(chunk: Buffer): number {
  for (let length = MARKER.length - 1; length > 0; length -= 1) {
    if (chunk.length >= length && chunk.subarray(chunk.length - length).equals(MARKER.subarray(0, length)))
      return length;
  }
  return 0;
}

/** The first number that is long enough; `null` when the chunk ends before it does. */
function stampAfter(chunk: Buffer, from: number): number | null {
  let digits = 0;
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    const isDigit = byte >= ZERO && byte <= NINE;
    if (isDigit) digits += 1;
    else if (digits >= STAMP_DIGITS) return Number(chunk.toString('latin1', at - digits, byte === POINT ? at + 2 : at));
    else digits = 0;
  }
  return null;
}
