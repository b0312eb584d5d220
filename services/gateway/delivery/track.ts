import type { Quote } from '@quotebridge/contracts/wire';
import type { Entry } from '@quotebridge/quote-reader';
import type { GapHolder, SymbolState } from './symbol-state.ts';

/** How far a track has come with one symbol. */
export interface Position extends GapHolder {
  readonly symbol: SymbolState<Position>;
  readonly track: Track;
  /** What its clients got last; `null` before the first quote of a symbol. */
  sent: Quote | null;
  /** In its track's list of what to look at. */
  pending: boolean;
  active: boolean;
}

/**
 * Clients with the same subscription that got the same: what one of them is to be sent next, all are. So whatever is
 * computed, encoded and framed for a track is done once for all of its clients.
 */
export class Track<O = unknown> {
  readonly outlets = new Set<O>();
  readonly positions = new Map<string, Position>();
  readonly pending: Position[] = [];
  wholeMarket = false;
  /** The least time between two packets, in milliseconds. */
  everyMs: number;
  /** Before this it gets nothing, in milliseconds. */
  nextAt = 0;
  /** The sum of the hash seeds of its symbols. */
  #hash = 0;

  constructor(everyMs: number) {
    this.everyMs = everyMs;
  }

  /** The same for all tracks that could be one. Tracks that could not may share it too. */
  get key(): string {
    return [this.wholeMarket ? '*' : '', this.everyMs, this.positions.size, this.#hash].join(' ');
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

  /** Marks a position as one to look at. True when it is the track's first. */
  mark(position: Position): boolean {
    if (position.pending) return false;
    position.pending = true;
    return this.pending.push(position) === 1;
  }

  /** A track of the same subscription that has come as far, without clients. */
  fork(): Track<O> {
    const fork = new Track<O>(this.everyMs);
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

  /** Whether all that is to come will be the same for both. */
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

/** Begins a position's account with what is the newest now. */
export function setBaseline(position: Position, entry: Entry): void {
  const { late } = position.symbol;
  position.sent = entry.quote;
  position.gap = entry.quote.seq - entry.received;
  late.delete(position);
  if (entry.missing.size > 0) late.set(position, entry.missing.clone());
}

/** Moves a position on to the newest quote. Returns `conflated`, or `null` when there is nothing to send. */
export function advance(position: Position, entry: Entry): number | null {
  const { quote } = entry;
  const before = position.sent;
  if (before === null) {
    setBaseline(position, entry);
    return 0;
  }
  const between = Math.max(0, quote.seq - before.seq - 1);
  // Below 0 only when a correction and a new gap fell together: what is not counted now is in the next tuple.
  const conflated = Math.max(0, between - (quote.seq - entry.received - position.gap));
  if (quote === before && conflated === 0) return null;
  position.sent = quote;
  position.gap += between - conflated;
  return conflated;
}
