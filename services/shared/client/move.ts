import { QuoteAccount } from '@quotebridge/contracts/wire';
import type { GatewayStatus, QuoteBatch } from '@quotebridge/contracts/wire';
import { Held } from './held.ts';

/**
 * A change of gateways, symbol by symbol, so that no price steps back and none becomes stale by it.
 *
 * A gateway that has just begun may answer before it can vouch for the whole market: where prices were fresh, it is waited for,
 * and the old one's word is told until then. Its snapshot may still be some milliseconds older than what the old one has told
 * since. Until the new one has come as far with a symbol, the old one's word on it goes on being told; from then on it is not,
 * so the rest of the symbols are soon all that the move waits for.
 */
export class Move {
  readonly #told: Held;
  readonly #held = new Held();
  /** The new gateway's account, which begins with its snapshot and not with its last word. */
  readonly #account = new QuoteAccount();
  #status: GatewayStatus;
  /** `null` while the new gateway cannot vouch for prices that were fresh. */
  #ahead: Set<string> | null = null;

  /** `told`: what the client has told, also from now on. `wasFresh`: whether prices were when the new gateway answered. */
  constructor(snapshot: readonly QuoteBatch[], status: GatewayStatus, told: Held, wasFresh: boolean) {
    this.#status = status;
    this.#told = told;
    this.#held.begin(snapshot);
    this.#account.begin(snapshot);
    if (status.stale === null || !wasFresh) this.#compare();
  }

  /** True when the new gateway is nowhere behind what was told. */
  get isDone(): boolean {
    return this.#ahead?.size === 0;
  }

  /** Of the new gateway, as of its newest word. */
  get status(): GatewayStatus {
    return this.#status;
  }

  /** All that the new gateway has said. */
  get snapshot(): readonly QuoteBatch[] {
    return this.#held.snapshot;
  }

  /** By symbol, how many quotes the new gateway still owes. */
  get outstanding(): ReadonlyMap<string, number> {
    return this.#account.outstanding;
  }

  /** What the new gateway says of itself. */
  hear(status: GatewayStatus): void {
    this.#status = status;
    if (this.#ahead === null && status.stale === null) this.#compare();
  }

  /** What the new gateway sends. */
  take(batch: QuoteBatch): void {
    this.#held.take(batch);
    for (const tuple of batch.quotes) this.#account.record(batch.epoch, tuple);
    for (const [symbol] of batch.quotes) if (!this.#told.isAheadOf(this.#held, symbol)) this.#ahead?.delete(symbol);
  }

  /** Symbols that are not subscribed to any more. */
  drop(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#ahead?.delete(symbol);
  }

  /** Of what the old gateway sends, what is still to be told. */
  stillTold(batch: QuoteBatch): QuoteBatch {
    const ahead = this.#ahead;
    if (ahead === null) return batch;
    return { epoch: batch.epoch, quotes: batch.quotes.filter(([symbol]) => ahead.has(symbol)) };
  }

  #compare(): void {
    this.#ahead = new Set(this.#told.aheadOf(this.#held));
  }
}
