import type { Health, Instruments, Logger, Quotes, SiteStatus } from '@quotebridge/runtime';

/** What the API reads from. It owns none of it. */
export interface ApiDeps {
  readonly quotes: Pick<Quotes, 'entries' | 'freshness' | 'isReady' | 'totals'>;
  readonly instruments: Pick<Instruments, 'bySymbol' | 'isReady'>;
  readonly site: SiteStatus;
  readonly health: Health;
  readonly log: Logger;
  /** The most symbols that one request may name. */
  readonly maxSymbols: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}
