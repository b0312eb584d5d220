import { addHash, hashText, isSameHash, parseHash, subtractHash } from './hash.ts';
import type { Hash } from './hash.ts';

/** The sum of the hashes of all items up to a position. */
export interface Mark {
  readonly position: number;
  /** How many items it sums up. */
  readonly count: number;
  readonly hash: Hash;
}

/** A mark as JSON carries it: position, count, and the hash as 16 hexadecimal digits. */
export type MarkTuple = readonly [position: number, count: number, hash: string];

const ZERO: Hash = { high: 0, low: 0 };
/** How many marks of each power of two are kept. */
const KEPT = 8;

/**
 * Sums the hashes of numbered items, and keeps marks at fixed positions, so that two observers compare what they saw between any two marks that both
 * have, wherever each of them began. Sums can be subtracted: the difference of two marks covers just what lies between them.
 *
 * The order is in the items: each one's hash covers its position. Marks are kept at multiples of `every`, the more powers of two divide a position the
 * longer: a few dozen reach back over any length, and they are the same for every observer.
 */
export class RunningHash {
  readonly #every: number;
  #position: number;
  #count: number;
  #sum: Hash;
  #marks: readonly Mark[];

  /** Begins after position `start`, or goes on where another one stopped, with its marks or those that are still known. */
  constructor(every: number, start: number | { readonly mark: Mark; readonly marks?: readonly Mark[] } = 0) {
    const { mark, marks = [mark] } =
      typeof start === 'number' ? { mark: { position: start, count: 0, hash: ZERO } } : start;
    this.#every = every;
    this.#position = mark.position;
    this.#count = mark.count;
    this.#sum = mark.hash;
    this.#marks = marks;
  }

  /** The last position. */
  get position(): number {
    return this.#position;
  }

  /** Everything so far. */
  get mark(): Mark {
    return { position: this.#position, count: this.#count, hash: this.#sum };
  }

  /** The first is where this began. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** The next item; its position is greater than those before. */
  append(position: number, hash: Hash): void {
    const passed = position - 1 - ((position - 1) % this.#every);
    if (passed > this.#position) this.#keep({ position: passed, count: this.#count, hash: this.#sum });
    this.#position = position;
    this.#count += 1;
    this.#sum = addHash(this.#sum, hash);
    if (position % this.#every === 0) this.#keep(this.mark);
  }

  /** An item that had been skipped. It is added to the marks after its position too: they are as if it had come in order. */
  insert(position: number, hash: Hash): void {
    this.#count += 1;
    this.#sum = addHash(this.#sum, hash);
    this.#marks = this.#marks.map((mark) =>
      mark.position < position ? mark : { ...mark, count: mark.count + 1, hash: addHash(mark.hash, hash) },
    );
  }

  #keep(mark: Mark): void {
    const [first, ...rest] = this.#marks;
    const newest = mark.position / this.#every;
    const kept = rest.filter(({ position }) => {
      const multiple = position / this.#every;
      return newest - multiple < KEPT * powerOfTwoIn(multiple);
    });
    this.#marks = first === undefined ? [mark] : [first, ...kept, mark];
  }
}

/** What two observers of the same items agree on. */
export interface Comparison {
  /** The greatest position that both have a mark of; `null` when there is none. */
  readonly through: number | null;
  /** Between which neighbouring marks they saw other items. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly through: number;
  /** How many items the first observer saw more than the second; 0: as many, but others. */
  readonly surplus: number;
}

/** Compares marks by what lies between the positions that both have. Pure. */
export function compareMarks(a: readonly Mark[], b: readonly Mark[]): Comparison {
  const others = new Map(b.map((mark) => [mark.position, mark]));
  const common = a.flatMap((mark) => {
    const other = others.get(mark.position);
    return other === undefined ? [] : [[mark, other] as const];
  });
  const differences: Difference[] = [];
  for (let i = 1; i < common.length; i += 1) {
    const [from, to] = [common[i - 1], common[i]];
    if (from === undefined || to === undefined) continue;
    const surplus = to[0].count - from[0].count - (to[1].count - from[1].count);
    const isSame = isSameHash(subtractHash(to[0].hash, from[0].hash), subtractHash(to[1].hash, from[1].hash));
    if (!isSame || surplus !== 0) differences.push({ after: from[0].position, through: to[0].position, surplus });
  }
  return { through: common.at(-1)?.[0].position ?? null, differences };
}

export function toMarkTuple({ position, count, hash }: Mark): MarkTuple {
  return [position, count, hashText(hash)];
}

/** Throws `RangeError` when its hash is none. */
export function fromMarkTuple([position, count, hash]: MarkTuple): Mark {
  return { position, count, hash: parseHash(hash) };
}

/** The greatest power of two that divides a number; for 0, one that everything is within. */
function powerOfTwoIn(multiple: number): number {
  if (multiple === 0) return Number.POSITIVE_INFINITY;
  let power = 1;
  while (multiple % (power * 2) === 0) power *= 2;
  return power;
}
