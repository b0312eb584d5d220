import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { SITE_PATTERN } from '@quotebridge/contracts/wire';
import { setting } from '@quotebridge/service-kit';
import type { Logger } from '@quotebridge/service-kit';
import { reconcile } from './reconcile.ts';
import type { ObjectPlan } from './plan.ts';

/** A key-value bucket, kept at one site. */
export interface Bucket {
  readonly name: string;
  readonly site: string;
}

const WHAT = 'a comma-separated list of bucket@site, each bucket 1 to 32 of A-Z 0-9 _';
/** Values that a key keeps, the current one included. */
const HISTORY = 5;
/** More than the weights and the last reports take; bounds what their writer can store. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The setting of a bridge service that holds the bucket declarations: `FRONT_DOOR@cloud,MIGRATIONS@cloud`. */
export const bucketsSetting = setting
  .text(WHAT)
  .refine((text) => text.split(',').every((item) => parseBucket(item) !== null), `must be ${WHAT}`)
  .transform((text) => text.split(',').flatMap((item) => parseBucket(item) ?? []))
  .default([]);

function parseBucket(text: string): Bucket | null {
  const [, name = '', site = ''] = /^([A-Z0-9_]{1,32})@(.+)$/.exec(text.trim()) ?? [];
  return SITE_PATTERN.test(site) ? { name, site } : null;
}

/** The streams behind the buckets of a site, as they must exist there. A key's value is read without a consumer, from any replica. */
export function planBuckets(site: string, buckets: readonly Bucket[], replicas: number): ObjectPlan[] {
  return buckets
    .filter((bucket) => bucket.site === site)
    .map(({ name }) => ({
      stream: {
        name: `KV_${name}`,
        subjects: [`$KV.${name}.>`],
        retention: RetentionPolicy.Limits,
        storage: StorageType.File,
        discard: DiscardPolicy.New,
        max_msgs_per_subject: HISTORY,
        max_bytes: MAX_BYTES,
        allow_direct: true,
        allow_rollup_hdrs: true,
        num_replicas: replicas,
      },
      consumers: [],
    }));
}

/** One round: declares the buckets that are missing or differ. Resolves with whether all are as planned. */
export function createBucketRound(
  jsm: JetStreamManager,
  plans: readonly ObjectPlan[],
  log: Logger,
): () => Promise<boolean> {
  const problems = new Map<string, string | null>();
  return async () => {
    const found = await Promise.all(
      plans.map(async (plan) => {
        const { name } = plan.stream;
        const problem = await reconcile(jsm, plan).then(
          () => null,
          (error: unknown) => String(error),
        );
        if (problem !== (problems.get(name) ?? null)) {
          if (problem === null) log.info({ stream: name }, 'the bucket is healthy');
          else log.warn({ stream: name, problem }, 'the bucket cannot be declared');
        }
        problems.set(name, problem);
        return problem === null;
      }),
    );
    return found.every(Boolean);
  };
}
