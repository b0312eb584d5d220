import { Ledger } from '@quotebridge/contracts/wire';
import type { GatewayStatus, QuoteBatch } from '@quotebridge/contracts/wire';
import { Held } from './held.ts';

/**
 * A change of gateways, symbol by symbol, so that no price steps back.
 *
 * The new gateway's snapshot may be some milliseconds older than what the old one has told since. Until the new one has come as
 * far with a symbol, the old one's word on it goes on being told; from then on it is not, so the rest of the symbols are
 * soon all that the move waits for.
 */
export class Move {
  /** Of the new gateway, as of its newest word. */
  status: GatewayStatus;
  readonly #held: Held;
  /** The new gateway's account, which begins with its snapshot and not with its last word. */
  readonly #ledger = new Ledger();
  readonly #ahead: Set<string>;

  /** `told`: what the client has told so far. */
  constructor(snapshot: readonly QuoteBatch[], status: GatewayStatus, told: Held) {
    this.status = status;
    this.#held = new Held();
    this.#held.begin(snapshot);
    this.#ledger.begin(snapshot);
    this.#ahead = new Set(told.aheadOf(this.#held));
  }

  /** True when the new gateway is nowhere behind what was told. */
  get isDone(): boolean {
    return this.#ahead.size === 0;
  }

  /** All that the new gateway has said. */
  get snapshot(): readonly QuoteBatch[] {
    return this.#held.snapshot;
  }

  /** By symbol, how many quotes the new gateway still owes. */
  get owed(): ReadonlyMap<string, number> {
    return this.#ledger.owed;
  }

  /** What the new gateway sends. */
  take(batch: QuoteBatch, told: Held): void {
    this.#held.take(batch);
    for (const tuple of batch.quotes) this.#ledger.record(batch.epoch, tuple);
    for (const [symbol] of batch.quotes) if (!told.isAheadOf(this.#held, symbol)) this.#ahead.delete(symbol);
  }

  /** Symbols that are not subscribed to any more. */
  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#ahead.delete(symbol);
  }

  /** Of what the old gateway sends, what is still to be told. */
  stillTold({ epoch, quotes }: QuoteBatch): QuoteBatch {
    return { epoch, quotes: quotes.filter(([symbol]) => this.#ahead.has(symbol)) };
  }
}
