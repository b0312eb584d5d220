import type { Quote } from './quote.ts';
import type { QuoteTuple } from './tuple.ts';

/** 64 bits as two unsigned 32-bit halves. It finds faults, not forgers: it has no key. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

const words = new Uint32Array(2);
const doubles = new Float64Array(words.buffer);

/** Hashes texts and numbers one after the other. Plain 32-bit arithmetic, as it has to run in browsers and take a fraction of a microsecond. */
export class Hasher {
  #a = 0x9e3779b9;
  #b = 0x85ebca6b;

  text(text: string): this {
    const { length } = text;
    this.#word(length);
    // Two UTF-16 code units a step.
    for (let i = 0; i + 1 < length; i += 2) this.#word(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    if (length % 2 === 1) this.#word(text.charCodeAt(length - 1));
    return this;
  }

  /** The bits of the double; 0 and -0 are the same. */
  number(value: number): this {
    doubles[0] = value + 0;
    this.#word(words[0] as number);
    this.#word(words[1] as number);
    return this;
  }

  hash(hash: Hash): this {
    this.#word(hash.high);
    this.#word(hash.low);
    return this;
  }

  /** The hash so far; the hasher is as new afterwards. */
  end(): Hash {
    const high = scramble(this.#a ^ Math.imul(this.#b, 0x27d4eb2f));
    const low = scramble(this.#b ^ Math.imul(this.#a, 0x165667b1));
    this.#a = 0x9e3779b9;
    this.#b = 0x85ebca6b;
    return { high, low };
  }

  #word(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x9e3779b1);
    this.#a ^= this.#a >>> 15;
    this.#b = Math.imul((this.#b + word) ^ (this.#b >>> 13), 0xc2b2ae35);
  }
}

function scramble(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const shared = new Hasher();

/** The content of a quote as a gateway's tuple carries it: the same at every site and at a client. */
export function tupleHash(epoch: number, tuple: QuoteTuple): Hash {
  const [symbol, seq, published, lag, bid, bidSize, ask, askSize, last] = tuple;
  return shared
    .text(symbol)
    .number(seq)
    .number(epoch)
    .number(published)
    .number(lag)
    .text(bid)
    .number(bidSize)
    .text(ask)
    .number(askSize)
    .text(last)
    .end();
}

export function quoteHash(q: Quote): Hash {
  return shared
    .text(q.symbol)
    .number(q.seq)
    .number(q.epoch)
    .number(q.published)
    .number(q.published - q.time)
    .text(q.bid)
    .number(q.bidSize)
    .text(q.ask)
    .number(q.askSize)
    .text(q.last)
    .end();
}

/** A message of a stream, byte for byte, at its place. */
export function messageHash(position: number, subject: string, text: string): Hash {
  return shared.number(position).text(subject).text(text).end();
}

/** 16 hexadecimal digits. */
export function hashText({ high, low }: Hash): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** Throws `RangeError` when it is not 16 hexadecimal digits. */
export function parseHash(text: string): Hash {
  if (!/^[0-9a-f]{16}$/.test(text))
    throw new RangeError(`${JSON.stringify(text)} is no hash: it has 16 hexadecimal digits`);
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}

/** Modulo 2^64. */
export function addHash(a: Hash, b: Hash): Hash {
  const low = (a.low + b.low) >>> 0;
  return { high: (a.high + b.high + (low < a.low ? 1 : 0)) >>> 0, low };
}

/** Modulo 2^64. */
export function subtractHash(a: Hash, b: Hash): Hash {
  return { high: (a.high - b.high - (a.low < b.low ? 1 : 0)) >>> 0, low: (a.low - b.low) >>> 0 };
}

export function isSameHash(a: Hash, b: Hash): boolean {
  return a.high === b.high && a.low === b.low;
}
