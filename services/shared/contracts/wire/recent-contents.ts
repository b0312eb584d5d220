import type { Hash } from './hash.ts';

/** The content of so many newest items is remembered. */
const REMEMBERED = 32;

/** Remembers half of the hash of the newest items of a sequence, to detect an item that comes again with different content. */
export class RecentContents {
  /** Both by `seq` modulo their length. */
  readonly #seqs = new Float64Array(REMEMBERED);
  readonly #halves = new Uint32Array(REMEMBERED);

  /** `seq` begins at 1. */
  remember(seq: number, { low }: Hash): void {
    const slot = seq % REMEMBERED;
    if (seq < (this.#seqs[slot] ?? 0)) return;
    this.#seqs[slot] = seq;
    this.#halves[slot] = low;
  }

  /** Whether an item that came before had different content. False when it is not remembered. */
  isConflicting(seq: number, { low }: Hash): boolean {
    const slot = seq % REMEMBERED;
    return this.#seqs[slot] === seq && this.#halves[slot] !== low;
  }
}
