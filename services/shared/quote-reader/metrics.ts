import { STALE_REASONS } from '@quotebridge/contracts/wire';
import { Counter, Gauge, type Registry } from '@quotebridge/service-kit';
import type { Quotes } from './open.ts';

/** Metrics of freshness, and of the service's clock compared with the feed's. Of several processes the worst counts. */
export function freshnessMetrics(registry: Registry, quotes: Pick<Quotes, 'freshness'>): void {
  const registers = [registry];
  new Gauge({
    name: 'quotes_stale',
    help: '1 while prices are stale for the reason',
    labelNames: ['reason'],
    aggregator: 'max',
    registers,
    collect() {
      const reason = quotes.freshness.stale?.reason ?? null;
      for (const each of STALE_REASONS) this.set({ reason: each }, each === reason ? 1 : 0);
    },
  });
  new Gauge({
    name: 'quotes_heartbeat_age_seconds',
    help: "Age of the feed's newest heartbeat; NaN before the first",
    aggregator: 'max',
    registers,
    collect() {
      this.set((quotes.freshness.heartbeatAge ?? Number.NaN) / 1_000);
    },
  });
  new Gauge({
    name: 'quotes_clock_offset_seconds',
    help: "How far the service's clock is ahead of the feed's; NaN while unknown",
    aggregator: 'average',
    registers,
    collect() {
      this.set((quotes.freshness.clock.offset ?? Number.NaN) / 1_000);
    },
  });
}

/** Counts the messages of streams that break the contract. Each is skipped and logged. */
export function countRefused(registry: Registry): (stream: string) => void {
  const refused = new Counter({
    name: 'stream_refused_messages_total',
    help: 'Messages that broke the contract and were skipped',
    labelNames: ['stream'],
    registers: [registry],
  });
  return (stream) => refused.inc({ stream });
}
