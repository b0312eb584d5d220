import type { Instruments, Quotes, SiteStatus } from '@quotebridge/quote-reader';
import type { Health, Logger } from '@quotebridge/service-kit';
import type { DayOpens } from './candles/opens.ts';
import type { CandleStore } from './candles/store.ts';
import type { DemandFollower } from './demand/follow-demand.ts';
import type { Details } from './details/open.ts';
import type { LiveHub } from './live/hub.ts';
import type { SymbolAccountsOf } from './symbol-accounts.ts';
import type { LatestStored } from './stream/latest.ts';
import type { StreamReads } from './stream/reads.ts';
import type { TapeOf } from './stream/tape.ts';

/** Settings that appear in responses. */
export interface Limits {
  /** The most symbols that one request may name. */
  readonly maxSymbols: number;
}

/** Settings of access and rate limits. */
export interface Access {
  /** Origins of web pages that may read the responses; `*` is any. */
  readonly corsOrigins: readonly string[];
  /** Requests that a client may make in 10 seconds; 0 is unlimited. */
  readonly rateLimit: number;
  /** How many proxies in front are trusted to report the client's address. */
  readonly trustedProxies: number;
}

/** The dependencies of the API, owned by its caller. */
export interface ApiDeps {
  readonly quotes: Pick<Quotes, 'changes' | 'entries' | 'freshness' | 'isReady' | 'through' | 'totals'>;
  readonly instruments: Pick<Instruments, 'bySymbol' | 'withdrawn' | 'isReady'>;
  readonly site: SiteStatus;
  readonly latest: Pick<LatestStored, 'bySymbol'>;
  readonly reads: StreamReads;
  readonly candles: Pick<CandleStore, 'series'>;
  readonly opens: Pick<DayOpens, 'of'>;
  readonly details: Details;
  readonly live: Pick<LiveHub, 'add' | 'checkRoom' | 'remove'>;
  readonly accounts: SymbolAccountsOf;
  readonly tape: TapeOf;
  readonly demand: Pick<DemandFollower, 'sites'>;
  readonly health: Health;
  readonly log: Logger;
  readonly limits: Limits;
  readonly access: Access;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}
