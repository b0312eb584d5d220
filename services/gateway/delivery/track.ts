import type { Quote } from '@quotebridge/contracts/wire';
import type { Entry } from '@quotebridge/quote-reader';
import type { GapHolder, SymbolState } from './symbol-state.ts';

/** A track's position in one symbol. */
export interface Position extends GapHolder {
  readonly symbol: SymbolState<Position>;
  readonly track: Track;
  /** The last quote sent to its clients; `null` before the first. */
  sent: Quote | null;
  /** Whether it is in its track's `pending`. */
  pending: boolean;
  active: boolean;
}

/**
 * Clients with the same subscription that have received the same, and so will be sent the same next. A packet is computed,
 * encoded and framed once for all clients of a track.
 */
export class Track<O = unknown> {
  readonly outlets = new Set<O>();
  readonly positions = new Map<string, Position>();
  readonly pending: Position[] = [];
  wholeMarket = false;
  /** The least time between two packets, in milliseconds. */
  intervalMs = 0;
  /** When the next packet may be sent, in milliseconds. */
  nextAt = 0;
  /** The sum of the hash seeds of its symbols. */
  #hash = 0;

  /** Equal for all tracks with the same subscription, and rarely for others. */
  get key(): string {
    return [this.wholeMarket ? '*' : '', this.intervalMs, this.positions.size, this.#hash].join(' ');
  }

  add(symbol: SymbolState<Position>): Position {
    let position = this.positions.get(symbol.name);
    if (position === undefined) {
      position = { symbol, track: this, sent: null, gap: 0, pending: false, active: true };
      this.positions.set(symbol.name, position);
      symbol.positions.add(position);
      this.#hash += symbol.hashSeed;
    }
    return position;
  }

  drop(position: Position): void {
    position.active = false;
    position.symbol.positions.delete(position);
    position.symbol.late.delete(position);
    this.positions.delete(position.symbol.name);
    this.#hash -= position.symbol.hashSeed;
  }

  dropAll(): void {
    for (const position of this.positions.values()) this.drop(position);
  }

  /** Adds a position to `pending`. True when it is the first. */
  mark(position: Position): boolean {
    if (position.pending) return false;
    position.pending = true;
    return this.pending.push(position) === 1;
  }

  /** A copy of this track without its clients. */
  fork(): Track<O> {
    const fork = new Track<O>();
    fork.intervalMs = this.intervalMs;
    fork.wholeMarket = this.wholeMarket;
    fork.nextAt = this.nextAt;
    for (const { symbol, sent, gap } of this.positions.values()) {
      const position = fork.add(symbol);
      position.sent = sent;
      position.gap = gap;
    }
    for (const position of this.positions.values()) {
      const missing = position.symbol.late.get(position);
      const copy = fork.positions.get(position.symbol.name);
      if (missing !== undefined && copy !== undefined) position.symbol.late.set(copy, missing.clone());
    }
    for (const { active, symbol } of this.pending) {
      const copy = fork.positions.get(symbol.name);
      if (active && copy !== undefined) fork.mark(copy);
    }
    return fork;
  }

  /** Whether both tracks will send the same from now on. */
  isEquivalentTo(other: Track<O>): boolean {
    if (this.pending.length > 0 || other.pending.length > 0) return false;
    if (this.nextAt !== other.nextAt || this.positions.size !== other.positions.size) return false;
    for (const [name, mine] of this.positions) {
      const theirs = other.positions.get(name);
      if (theirs === undefined || theirs.sent !== mine.sent || theirs.gap !== mine.gap) return false;
      const { late } = mine.symbol;
      if (late.size > 0 && (late.has(mine) || late.has(theirs))) return false;
    }
    return true;
  }
}

/** Starts a position's account at the newest quote. */
export function setBaseline(position: Position, entry: Entry): void {
  const { late } = position.symbol;
  position.sent = entry.quote;
  position.gap = entry.quote.seq - entry.received;
  late.delete(position);
  if (entry.missing.size > 0) late.set(position, entry.missing.clone());
}

/** Advances a position to the newest quote. Returns `conflated`, or `null` when there is nothing to send. */
export function advance(position: Position, entry: Entry): number | null {
  const { quote } = entry;
  const before = position.sent;
  if (before === null) {
    setBaseline(position, entry);
    return 0;
  }
  const between = Math.max(0, quote.seq - before.seq - 1);
  // Below 0 only when a correction coincides with a new gap: the next tuple accounts for the difference.
  const conflated = Math.max(0, between - (quote.seq - entry.received - position.gap));
  if (quote === before && conflated === 0) return null;
  position.sent = quote;
  position.gap += between - conflated;
  return conflated;
}
