import type { GatewayStatus, QuoteAccount, QuoteBatch } from '@quotebridge/contracts/wire';
import { HeldQuotes } from './held-quotes.ts';

/**
 * The switch from one gateway to another, symbol by symbol, so that no price steps back and none becomes stale because of it.
 *
 * A gateway that has just started may answer before a heartbeat confirms its prices. If prices were fresh, the switch waits
 * for that confirmation, and until then every quote comes from the old gateway. The new gateway's snapshot may also be some
 * milliseconds older than what the old one has delivered since. So for each symbol the old gateway remains the source until
 * the new one has caught up. No other symbol is delayed by that, and once every symbol has caught up the switch is complete.
 */
export class Relocation {
  readonly #delivered: HeldQuotes;
  readonly #held = new HeldQuotes();
  /** Accounts for the new gateway's quotes from its snapshot on. */
  readonly #account: QuoteAccount;
  #status: GatewayStatus;
  /** Symbols with which the new gateway is behind; `null` while it does not confirm prices that were fresh. */
  #behind: Set<string> | null = null;

  /**
   * `delivered` holds the quotes that the client has delivered, and goes on changing with them. `wasFresh` says whether
   * prices were fresh when the new gateway answered. `account` is a new one: a parameter, so that k6, which resolves no
   * package names, can load this module.
   */
  constructor(
    snapshot: readonly QuoteBatch[],
    status: GatewayStatus,
    delivered: HeldQuotes,
    wasFresh: boolean,
    account: QuoteAccount,
  ) {
    this.#account = account;
    this.#status = status;
    this.#delivered = delivered;
    this.#held.reset(snapshot);
    this.#account.begin(snapshot);
    if (status.stale === null || !wasFresh) this.#compare();
  }

  /** True when the new gateway has caught up with everything that was delivered. */
  get isComplete(): boolean {
    return this.#behind?.size === 0;
  }

  /** The new gateway's newest status. */
  get status(): GatewayStatus {
    return this.#status;
  }

  /** Everything that the new gateway has sent. */
  get snapshot(): readonly QuoteBatch[] {
    return this.#held.snapshot;
  }

  /** By symbol, how many quotes are still outstanding from the new gateway. */
  get outstanding(): ReadonlyMap<string, number> {
    return this.#account.outstanding;
  }

  applyStatus(status: GatewayStatus): void {
    this.#status = status;
    if (this.#behind === null && status.stale === null) this.#compare();
  }

  /** Applies quotes from the new gateway. */
  applyQuotes(batch: QuoteBatch): void {
    this.#held.apply(batch);
    for (const tuple of batch.quotes) {
      const [symbol] = tuple;
      this.#account.record(batch.epoch, tuple);
      if (!this.#delivered.isNewerThan(this.#held, symbol)) this.#behind?.delete(symbol);
    }
  }

  /** Stops waiting for symbols that were unsubscribed. */
  remove(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#behind?.delete(symbol);
  }

  /** The part of a batch from the old gateway that is still to be delivered. */
  filterOld(batch: QuoteBatch): QuoteBatch {
    const behind = this.#behind;
    if (behind === null) return batch;
    return { epoch: batch.epoch, quotes: batch.quotes.filter(([symbol]) => behind.has(symbol)) };
  }

  #compare(): void {
    this.#behind = new Set(this.#delivered.symbolsNewerThan(this.#held));
  }
}
