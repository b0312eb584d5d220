export { QuoteAccount, QuoteHashes } from '@quotebridge/contracts/wire';
export type { QuoteAccountTotals } from '@quotebridge/contracts/wire';
export { awakeClock } from './awake-clock.ts';
export { staleness } from './freshness.ts';
export type { LastStatus, Stale } from './freshness.ts';
export { QuoteClient } from './quote-client.ts';
export type { ConnectionState, RelocationReason } from './quote-client.ts';
export { ServerClock } from './server-clock.ts';
export type { Subscription } from './subscription.ts';
