export { awakeClock } from './awake-clock.ts';
export { judge } from './freshness.ts';
export type { Heard, Stale } from './freshness.ts';
export { Ledger } from './ledger.ts';
export type { LedgerTotals } from './ledger.ts';
export { QuoteClient } from './quote-client.ts';
export type { ConnectionState } from './quote-client.ts';
export { ServerClock } from './server-clock.ts';
