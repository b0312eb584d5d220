import { toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { QuoteChange } from '@quotebridge/quote-reader';
import type { EncodedBatch } from './packets.ts';
import { SymbolState } from './symbol-state.ts';
import { advance, setBaseline, Track } from './track.ts';
import type { Position } from './track.ts';

/** Where a client's packets go. */
export interface Outlet<Packet> {
  /** False while earlier packets have not left the process: nothing may be sent then. */
  readonly isDrained: boolean;
  send(packet: Packet): void;
}

/** A batch that is being filled. */
export interface OpenBatch {
  readonly epoch: number;
  readonly tuples: Buffer[];
}

export interface ConflatorOptions<Packet> {
  /** Makes the packet that all clients of a track share. */
  readonly pack: (batches: readonly EncodedBatch[]) => Packet;
  /** Called with each quote that is encoded. */
  readonly onEncode?: (quote: Quote) => void;
}

/** What one flush did. `encoded` counts quotes, `packed` the packets made; the rest are sums over clients. */
export interface FlushTotals {
  readonly encoded: number;
  readonly packed: number;
  readonly packets: number;
  readonly tuples: number;
  readonly conflated: number;
  /** Clients that were skipped because they had not drained. */
  readonly skipped: number;
}

type MutableTotals = { -readonly [Name in keyof FlushTotals]: FlushTotals[Name] };

/**
 * Keeps, for each client, only the newest quote of each symbol, and counts what it replaced.
 *
 * A symbol's `gap` is `seq − received`: it grows by missing or lost quotes and shrinks when they are filled in. A client sums
 * `missingAfter` over its tuples, and `conflated` is chosen so that this sum follows the gap. So the sum is 0 whenever nothing
 * is missing, however many flushes skipped the client.
 *
 * Clients with the same subscription that have received the same share a track. A client that cannot take a packet is moved to
 * a track of its own, a copy, which is merged back once it has caught up.
 */
export class Conflator<Packet> {
  readonly #pack: ConflatorOptions<Packet>['pack'];
  readonly #onEncode: (quote: Quote) => void;
  readonly #symbols = new Map<string, SymbolState<Position>>();
  readonly #tracks = new Map<Outlet<Packet>, Track<Outlet<Packet>>>();
  readonly #wholeMarket = new Set<Track<Outlet<Packet>>>();
  readonly #changed = new Set<SymbolState<Position>>();
  readonly #behind = new Set<Track<Outlet<Packet>>>();
  /** By key, the track that others are merged into. */
  readonly #canonical = new Map<string, Track<Outlet<Packet>>>();
  /** Tracks that may be merged into a canonical one. */
  readonly #detached = new Set<Track<Outlet<Packet>>>();
  #encoded = 0;

  constructor({ pack, onEncode }: ConflatorOptions<Packet>) {
    this.#pack = pack;
    this.#onEncode = (quote) => {
      this.#encoded += 1;
      onEncode?.(quote);
    };
  }

  /** True while quotes wait for a client that has not drained, or whose rate does not allow a packet yet. */
  get hasBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** The number of tracks that have clients. */
  get tracks(): number {
    return new Set(this.#tracks.values()).size;
  }

  /** Applies a change that the reader received. */
  apply({ effect, quote, entry }: Pick<QuoteChange, 'effect' | 'quote' | 'entry'>): void {
    const symbol = this.#symbol(quote.symbol);
    symbol.apply(effect, quote.seq, entry);
    this.#changed.add(symbol);
  }

  /** Subscribes, and returns the newest quotes as the client's new baseline: its next tuples follow on from them. */
  subscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*', intervalMs = 0): readonly QuoteBatch[] {
    const track = this.#own(outlet, intervalMs);
    this.#detach(track);
    track.intervalMs = intervalMs;
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

  /** Removes all symbols, clients and subscriptions. */
  reset(): void {
    this.#symbols.clear();
    this.#tracks.clear();
    this.#wholeMarket.clear();
    this.#changed.clear();
    this.#behind.clear();
    this.#canonical.clear();
    this.#detached.clear();
  }

  /** Sends all changes to every client that can take them. `now` in milliseconds, by a monotonic clock. */
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

  /** Sends what earlier flushes left behind to the clients that can take it by now, and nothing to others. */
  retry(now = 0): FlushTotals {
    const totals = { encoded: 0, packed: 0, packets: 0, tuples: 0, conflated: 0, skipped: 0 };
    this.#encoded = 0;
    // A copy: forked tracks are added to the set meanwhile.
    for (const track of Array.from(this.#behind)) {
      if (track.nextAt <= now) this.#send(track, now, totals);
    }
    totals.encoded = this.#encoded;
    return totals;
  }

  #send(track: Track<Outlet<Packet>>, now: number, totals: MutableTotals): void {
    if (!this.#separateUndrained(track, totals)) return;
    this.#behind.delete(track);
    const batches = this.#advance(track, totals);
    if (batches.length === 0) return;
    const { intervalMs } = track;
    // On a grid, so that clients of the same rate stay on one track.
    if (intervalMs > 0) track.nextAt = (Math.floor(now / intervalMs) + 1) * intervalMs;
    const packet = this.#pack(batches);
    totals.packed += 1;
    totals.packets += track.outlets.size;
    for (const outlet of track.outlets) outlet.send(packet);
  }

  /** Moves clients that have not drained to a track of their own. False when the track has no drained client. */
  #separateUndrained(track: Track<Outlet<Packet>>, totals: MutableTotals): boolean {
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

  /** Merges tracks that have become equivalent. */
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

  /** To be called before a track's subscription changes: other tracks are no longer merged into it. */
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

  /** The track of this outlet, which it shares with no other. */
  #own(outlet: Outlet<Packet>, intervalMs = 0): Track<Outlet<Packet>> {
    const shared = this.#tracks.get(outlet);
    if (shared?.outlets.size === 1) return shared;
    const track = shared === undefined ? new Track<Outlet<Packet>>(intervalMs) : this.#fork(shared);
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
