import type { SymbolState } from './symbol-state.ts';
import { Track } from './track.ts';
import type { Position } from './track.ts';

/**
 * The tracks of all clients. A client whose subscription changes, or that cannot take a packet, gets a track of its own. Tracks
 * that have become equivalent again are merged.
 */
export class TrackRegistry<O> {
  readonly #byOutlet = new Map<O, Track<O>>();
  readonly #wholeMarket = new Set<Track<O>>();
  /** By key, the track that others are merged into. */
  readonly #canonical = new Map<string, Track<O>>();
  /** Tracks that may be merged into a canonical one. */
  readonly #detached = new Set<Track<O>>();
  /** Tracks with pending positions. */
  readonly behind = new Set<Track<O>>();

  /** The number of tracks that have clients. */
  get size(): number {
    return new Set(this.#byOutlet.values()).size;
  }

  get(outlet: O): Track<O> | undefined {
    return this.#byOutlet.get(outlet);
  }

  /** The track of this outlet, which it shares with no other, for a change of its subscription. */
  toChange(outlet: O): Track<O> {
    const shared = this.#byOutlet.get(outlet);
    if (shared?.outlets.size === 1) {
      this.#detach(shared);
      return shared;
    }
    const track = shared === undefined ? new Track<O>() : this.#fork(shared);
    this.#detached.add(track);
    shared?.outlets.delete(outlet);
    this.#move(outlet, track);
    return track;
  }

  setWholeMarket(track: Track<O>, wholeMarket: boolean): void {
    track.wholeMarket = wholeMarket;
    if (wholeMarket) this.#wholeMarket.add(track);
    else this.#wholeMarket.delete(track);
  }

  /** Adds a new symbol to the tracks of the whole market. */
  addToWholeMarket(symbol: SymbolState<Position>): void {
    for (const track of this.#wholeMarket) {
      this.#detach(track);
      track.add(symbol);
    }
  }

  /** Moves some outlets of a track to a copy of it. */
  separate(track: Track<O>, outlets: readonly O[]): void {
    const fork = this.#fork(track);
    for (const outlet of outlets) {
      track.outlets.delete(outlet);
      this.#move(outlet, fork);
    }
  }

  /** Merges tracks that have become equivalent. */
  mergeDetached(): void {
    for (const track of this.#detached) {
      const { key } = track;
      const canonical = this.#canonical.get(key);
      if (canonical === undefined || canonical === track) {
        this.#canonical.set(key, track);
        this.#detached.delete(track);
      } else if (track.isEquivalentTo(canonical)) {
        for (const outlet of track.outlets) this.#move(outlet, canonical);
        this.#discard(track);
      }
    }
  }

  remove(outlet: O): void {
    const track = this.#byOutlet.get(outlet);
    if (track === undefined) return;
    this.#byOutlet.delete(outlet);
    track.outlets.delete(outlet);
    if (track.outlets.size === 0) this.#discard(track);
  }

  reset(): void {
    this.#byOutlet.clear();
    this.#wholeMarket.clear();
    this.#canonical.clear();
    this.#detached.clear();
    this.behind.clear();
  }

  #move(outlet: O, track: Track<O>): void {
    track.outlets.add(outlet);
    this.#byOutlet.set(outlet, track);
  }

  /** To be called before a track's subscription changes: other tracks are no longer merged into it. */
  #detach(track: Track<O>): void {
    const { key } = track;
    if (this.#canonical.get(key) === track) this.#canonical.delete(key);
    this.#detached.add(track);
  }

  #discard(track: Track<O>): void {
    this.#detach(track);
    this.#detached.delete(track);
    this.#wholeMarket.delete(track);
    this.behind.delete(track);
    track.dropAll();
  }

  #fork(track: Track<O>): Track<O> {
    const fork = track.fork();
    if (fork.wholeMarket) this.#wholeMarket.add(fork);
    if (fork.pending.length > 0) this.behind.add(fork);
    this.#detached.add(fork);
    return fork;
  }
}
