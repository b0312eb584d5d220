import { toTuple } from '@quotebridge/contracts/wire';
import type { Quote, QuoteBatch, QuoteTuple } from '@quotebridge/contracts/wire';
import type { QuoteChange } from '@quotebridge/quote-reader';
import type { EncodedBatch } from './packets.ts';
import { SymbolState } from './symbol-state.ts';
import { TrackRegistry } from './track-registry.ts';
import { advance, setBaseline } from './track.ts';
import type { Position, Track } from './track.ts';

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
  readonly #changed = new Set<SymbolState<Position>>();
  readonly #tracks = new TrackRegistry<Outlet<Packet>>();
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
    return this.#tracks.behind.size > 0;
  }

  /** The number of tracks that have clients. */
  get tracks(): number {
    return this.#tracks.size;
  }

  /** Applies a change that the reader received. */
  apply({ effect, quote, entry }: Pick<QuoteChange, 'effect' | 'quote' | 'entry'>): void {
    const symbol = this.#symbol(quote.symbol);
    symbol.apply(effect, quote.seq, entry);
    this.#changed.add(symbol);
  }

  /** Subscribes, and returns the newest quotes as the client's new baseline: its next tuples follow on from them. */
  subscribe(outlet: Outlet<Packet>, symbols: readonly string[] | '*', intervalMs = 0): readonly QuoteBatch[] {
    const track = this.#tracks.toChange(outlet);
    track.intervalMs = intervalMs;
    if (symbols === '*') this.#tracks.setWholeMarket(track, true);
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
    if (this.#tracks.get(outlet) === undefined) return;
    const track = this.#tracks.toChange(outlet);
    if (symbols === '*') this.#tracks.setWholeMarket(track, false);
    for (const name of symbols === '*' ? track.positions.keys() : symbols) {
      const position = track.positions.get(name);
      if (position !== undefined) track.drop(position);
    }
  }

  remove(outlet: Outlet<Packet>): void {
    this.#tracks.remove(outlet);
  }

  /** Removes all symbols, clients and subscriptions. */
  reset(): void {
    this.#symbols.clear();
    this.#changed.clear();
    this.#tracks.reset();
  }

  /** Sends all changes to every client that can take them. `now` in milliseconds, by a monotonic clock. */
  flush(now = 0): FlushTotals {
    for (const symbol of this.#changed) {
      for (const position of symbol.positions) {
        const track = position.track as Track<Outlet<Packet>>;
        if (track.mark(position)) this.#tracks.behind.add(track);
      }
    }
    this.#changed.clear();
    const totals = this.retry(now);
    this.#tracks.mergeDetached();
    return totals;
  }

  /** Sends what earlier flushes left behind to the clients that can take it by now, and nothing to others. */
  retry(now = 0): FlushTotals {
    const totals = { encoded: 0, packed: 0, packets: 0, tuples: 0, conflated: 0, skipped: 0 };
    this.#encoded = 0;
    // A copy: forked tracks are added to the set meanwhile.
    for (const track of Array.from(this.#tracks.behind)) {
      if (track.nextAt <= now) this.#send(track, now, totals);
    }
    totals.encoded = this.#encoded;
    return totals;
  }

  #send(track: Track<Outlet<Packet>>, now: number, totals: MutableTotals): void {
    if (!this.#separateUndrained(track, totals)) return;
    this.#tracks.behind.delete(track);
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
    this.#tracks.separate(
      track,
      [...track.outlets].filter(({ isDrained }) => !isDrained),
    );
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

  #symbol(name: string): SymbolState<Position> {
    let symbol = this.#symbols.get(name);
    if (symbol === undefined) {
      symbol = new SymbolState<Position>(name);
      this.#symbols.set(name, symbol);
      this.#tracks.addToWholeMarket(symbol);
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
