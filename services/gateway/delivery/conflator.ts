import { toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { QuoteChange } from '@quotebridge/quote-reader';
import type { EncodedBatch } from './packets.ts';
import { SymbolState } from './symbol-state.ts';
import { advance, setBaseline, Track } from './track.ts';
import type { Position } from './track.ts';

/** Where a client's packets go. */
export interface Outlet<Packet> {
  /** False while what was sent before has not left: nothing is added to it. */
  readonly isDrained: boolean;
  send(packet: Packet): void;
}

/** One that is being filled. */
export interface OpenBatch {
  readonly epoch: number;
  readonly tuples: Buffer[];
}

export interface ConflatorOptions<Packet> {
  /** Makes the one packet that clients at the same point share. */
  readonly pack: (batches: readonly EncodedBatch[]) => Packet;
  /** Called with each quote that is encoded. */
  readonly onEncode?: (quote: Quote) => void;
}

/** What one flush did. `encoded` counts quotes and `packed` packets made, the rest sums over clients. */
export interface FlushTotals {
  readonly encoded: number;
  readonly packed: number;
  readonly packets: number;
  readonly tuples: number;
  readonly conflated: number;
  /** Clients that were left out because they had not drained. */
  readonly skipped: number;
}

type MutableTotals = { -readonly [Name in keyof FlushTotals]: FlushTotals[Name] };

/**
 * Keeps, for each client, only the newest quote of each symbol, and counts what it replaced.
 *
 * A symbol's `gap` is `seq − received`: it grows by what is missing or lost and shrinks by what is filled in. A client adds
 * up `missingAfter` of its tuples; `conflated` is chosen so that its sum follows the gap. So it is 0 whenever nothing
 * is missing, however many flushes the client was left out of.
 *
 * Clients that have the same subscription and got the same share a track. One that cannot take a packet leaves it with a
 * copy of how far it came, and is joined to it again once it has caught up.
 */
export class Conflator<Packet> {
  readonly #pack: ConflatorOptions<Packet>['pack'];
  readonly #onEncode: (quote: Quote) => void;
  readonly #symbols = new Map<string, SymbolState<Position>>();
  readonly #tracks = new Map<Outlet<Packet>, Track<Outlet<Packet>>>();
  readonly #wholeMarket = new Set<Track<Outlet<Packet>>>();
  readonly #changed = new Set<SymbolState<Position>>();
  readonly #behind = new Set<Track<Outlet<Packet>>>();
  /** By key, the track that others join. */
  readonly #canonical = new Map<string, Track<Outlet<Packet>>>();
  /** Tracks that might join another. */
  readonly #detached = new Set<Track<Outlet<Packet>>>();
  #encoded = 0;

  constructor({ pack, onEncode }: ConflatorOptions<Packet>) {
    this.#pack = pack;
    this.#onEncode = (quote) => {
      this.#encoded += 1;
      onEncode?.(quote);
    };
  }

  /** True while a client waits for something that it could not take, or may not have yet. */
  get hasBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** How many different things are sent at most: clients at the same point count once. */
  get tracks(): number {
    return new Set(this.#tracks.values()).size;
  }

  /** Takes in what the reader received. */
  apply({ effect, quote, entry }: Pick<QuoteChange, 'effect' | 'quote' | 'entry'>): void {
    const symbol = this.#symbol(quote.symbol);
    symbol.apply(effect, quote.seq, entry);
    this.#changed.add(symbol);
  }

  /** Subscribes, and returns the newest quotes as the client's new baseline: its next tuples follow on from those. */
  subscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*', everyMs = 0): readonly QuoteBatch[] {
    const track = this.#own(outlet, everyMs);
    this.#detach(track);
    track.everyMs = everyMs;
    if (symbols === '*') {
      track.wholeMarket = true;
      this.#wholeMarket.add(track);
    }
    const byEpoch = new Map<number, QuoteTuple[]>();
    for (const name of symbols === '*' ? this.#symbols.keys() : new Set(symbols)) {
      const position = track.add(this.#symbol(name));
      const { entry } = position.symbol;
      if (entry === null) continue;
      setBaseline(position, entry);
      const { quote } = entry;
      const tuples = byEpoch.get(quote.epoch) ?? [];
      if (tuples.push(toTuple(quote, 0)) === 1) byEpoch.set(quote.epoch, tuples);
    }
    return Array.from(byEpoch, ([epoch, quotes]) => ({ epoch, quotes }));
  }

  isSubscribed(outlet: Outlet<Packet>, symbol: string): boolean {
    const track = this.#tracks.get(outlet);
    return track !== undefined && (track.wholeMarket || track.positions.has(symbol));
  }

  unsubscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*'): void {
    if (!this.#tracks.has(outlet)) return;
    const track = this.#own(outlet);
    this.#detach(track);
    if (symbols === '*') {
      track.wholeMarket = false;
      this.#wholeMarket.delete(track);
    }
    for (const name of symbols === '*' ? track.positions.keys() : symbols) {
      const position = track.positions.get(name);
      if (position !== undefined) track.drop(position);
    }
  }

  remove(outlet: Outlet<Packet>): void {
    const track = this.#tracks.get(outlet);
    if (track === undefined) return;
    this.#tracks.delete(outlet);
    track.outlets.delete(outlet);
    if (track.outlets.size === 0) this.#discard(track);
  }

  /** Forgets everything: symbols, clients and subscriptions. */
  reset(): void {
    this.#symbols.clear();
    this.#tracks.clear();
    this.#wholeMarket.clear();
    this.#changed.clear();
    this.#behind.clear();
    this.#canonical.clear();
    this.#detached.clear();
  }

  /** Sends what changed to every client that can take it. `now` in milliseconds, by the clock of `everyMs`. */
  flush(now = 0): FlushTotals {
    for (const symbol of this.#changed) {
      for (const position of symbol.positions) {
        const track = position.track as Track<Outlet<Packet>>;
        if (track.mark(position)) this.#behind.add(track);
      }
    }
    this.#changed.clear();
    const totals = this.retry(now);
    this.#mergeDetached();
    return totals;
  }

  /** Sends what earlier flushes left to the clients that can take it now, and no one else anything. */
  retry(now = 0): FlushTotals {
    const totals = { encoded: 0, packed: 0, packets: 0, tuples: 0, conflated: 0, skipped: 0 };
    this.#encoded = 0;
    // Not the set itself: what is left out of a track is added to it.
    for (const track of Array.from(this.#behind)) {
      if (track.nextAt <= now) this.#serve(track, now, totals);
    }
    totals.encoded = this.#encoded;
    return totals;
  }

  #serve(track: Track<Outlet<Packet>>, now: number, totals: MutableTotals): void {
    if (!this.#leaveOutUndrained(track, totals)) return;
    this.#behind.delete(track);
    const batches = this.#advance(track, totals);
    if (batches.length === 0) return;
    const { everyMs } = track;
    // On a grid, so that clients of the same rate stay together.
    if (everyMs > 0) track.nextAt = (Math.floor(now / everyMs) + 1) * everyMs;
    const packet = this.#pack(batches);
    totals.packed += 1;
    totals.packets += track.outlets.size;
    for (const outlet of track.outlets) outlet.send(packet);
  }

  /** Takes who cannot be sent anything out of a track. False when nobody is left. */
  #leaveOutUndrained(track: Track<Outlet<Packet>>, totals: MutableTotals): boolean {
    let undrained = 0;
    for (const outlet of track.outlets) if (!outlet.isDrained) undrained += 1;
    totals.skipped += undrained;
    if (undrained === 0) return true;
    if (undrained === track.outlets.size) return false;
    const fork = this.#fork(track);
    for (const outlet of track.outlets) {
      if (outlet.isDrained) continue;
      track.outlets.delete(outlet);
      fork.outlets.add(outlet);
      this.#tracks.set(outlet, fork);
    }
    return true;
  }

  #advance(track: Track<Outlet<Packet>>, totals: MutableTotals): OpenBatch[] {
    const { pending, outlets } = track;
    const batches: OpenBatch[] = [];
    let batch: OpenBatch | undefined;
    let conflatedSum = 0;
    let tuples = 0;
    for (const position of pending) {
      position.pending = false;
      const { entry } = position.symbol;
      if (!position.active || entry === null) continue;
      const conflated = advance(position, entry);
      if (conflated === null) continue;
      const { quote } = entry;
      if (batch?.epoch !== quote.epoch) batch = batchOf(batches, quote.epoch);
      batch.tuples.push(position.symbol.tuple(quote, conflated, this.#onEncode));
      tuples += 1;
      conflatedSum += conflated;
    }
    pending.length = 0;
    totals.tuples += tuples * outlets.size;
    totals.conflated += conflatedSum * outlets.size;
    return batches;
  }

  /** Joins the tracks that have become the same. */
  #mergeDetached(): void {
    for (const track of this.#detached) {
      const { key } = track;
      const canonical = this.#canonical.get(key);
      if (canonical === undefined || canonical === track) {
        this.#canonical.set(key, track);
        this.#detached.delete(track);
      } else if (track.isEquivalentTo(canonical)) {
        for (const outlet of track.outlets) {
          canonical.outlets.add(outlet);
          this.#tracks.set(outlet, canonical);
        }
        this.#discard(track);
      }
    }
  }

  /** Its subscription is about to change: it is not the one that others join any more. */
  #detach(track: Track<Outlet<Packet>>): void {
    const { key } = track;
    if (this.#canonical.get(key) === track) this.#canonical.delete(key);
    this.#detached.add(track);
  }

  #discard(track: Track<Outlet<Packet>>): void {
    this.#detach(track);
    this.#detached.delete(track);
    this.#wholeMarket.delete(track);
    this.#behind.delete(track);
    track.dropAll();
  }

  #fork(track: Track<Outlet<Packet>>): Track<Outlet<Packet>> {
    const fork = track.fork();
    if (fork.wholeMarket) this.#wholeMarket.add(fork);
    if (fork.pending.length > 0) this.#behind.add(fork);
    this.#detached.add(fork);
    return fork;
  }

  /** The track of one outlet alone. */
  #own(outlet: Outlet<Packet>, everyMs = 0): Track<Outlet<Packet>> {
    const shared = this.#tracks.get(outlet);
    if (shared?.outlets.size === 1) return shared;
    const track = shared === undefined ? new Track<Outlet<Packet>>(everyMs) : this.#fork(shared);
    shared?.outlets.delete(outlet);
    track.outlets.add(outlet);
    this.#tracks.set(outlet, track);
    return track;
  }

  #symbol(name: string): SymbolState<Position> {
    let symbol = this.#symbols.get(name);
    if (symbol === undefined) {
      symbol = new SymbolState<Position>(name);
      this.#symbols.set(name, symbol);
      for (const track of this.#wholeMarket) {
        this.#detach(track);
        track.add(symbol);
      }
    }
    return symbol;
  }
}

function batchOf(batches: OpenBatch[], epoch: number): OpenBatch {
  const known = batches.find((batch) => batch.epoch === epoch);
  if (known !== undefined) return known;
  const added = { epoch, tuples: [] };
  batches.push(added);
  return added;
}
