import type { Declarations } from '@quotebridge/bridges';
import { planBuckets } from './buckets.ts';
import type { Bucket } from './buckets.ts';
import { DEFAULT_QUOTES_MAX } from './config.ts';
import { planMade } from './made-plan.ts';
import { planStreams } from './plan.ts';
import type { ObjectPlan } from './plan.ts';

export interface SitePlanOptions {
  readonly site: string;
  readonly declarations: Declarations;
  /** Of every site. */
  readonly buckets: readonly Bucket[];
  /** Number of brokers at the site. */
  readonly replicas: number;
  /** Limit of the stream of quotes, in MiB. */
  readonly quotesMaxMib?: number;
}

/** All that a site's bridge service declares at its brokers: streams with their durable consumers, then buckets. */
export function planSite(options: SitePlanOptions): ObjectPlan[] {
  const { site, declarations, buckets, replicas, quotesMaxMib = DEFAULT_QUOTES_MAX } = options;
  const planned = { site, declarations, replicas, quotesMaxBytes: quotesMaxMib * 1024 * 1024 };
  return [...planStreams(planned), ...planMade(planned), ...planBuckets(site, buckets, replicas)];
}
