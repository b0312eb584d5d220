import { pause } from '@quotebridge/service-kit';
import { z } from 'zod';
import { ConflictError } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import { LockedError } from './errors.ts';

const KEY = 'lock';
/** How often the holder renews the lock, in milliseconds. */
const RENEW_EVERY_MS = 1_000;
/** A lock that is not renewed for so long has lost its process, in milliseconds. */
const DEAD_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 250;

const lockSchema = z.object({
  operator: z.string(),
  doing: z.string(),
  /** Milliseconds since the Unix epoch. */
  since: z.number(),
  renewed: z.int(),
});
type Holder = z.infer<typeof lockSchema>;

/** One operator at a time. A lock whose holder was killed is recognized by its revision, which stands still: no clocks are compared. */
export interface Lock extends AsyncDisposable {
  /** Aborted when another process took the lock over, or it cannot be renewed; its reason is an error. */
  readonly lost: AbortSignal;
}

/** `doing` completes "… is", such as `moving api to cloud`. Throws `LockedError` with the holder's name. */
export async function acquireLock(bucket: Bucket, operator: string, doing: string, now: () => number): Promise<Lock> {
  const mine: Holder = { operator, doing, since: now(), renewed: 0 };
  let revision = await take(bucket, mine);
  const lost = new AbortController();
  const released = new AbortController();
  const renew = async () => {
    for (let renewed = 1; ; renewed += 1) {
      await pause(RENEW_EVERY_MS, released.signal);
      if (released.signal.aborted) return;
      try {
        revision = await bucket.write(KEY, { ...mine, renewed }, revision, lockSchema);
      } catch (error) {
        const cause = error instanceof ConflictError ? 'another operator took this migration over' : String(error);
        lost.abort(new LockedError(`the lock is lost: ${cause}`, { cause: error }));
        return;
      }
    }
  };
  const renewing = renew();
  return {
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      released.abort();
      await renewing;
      if (lost.signal.aborted) return;
      await bucket.write(KEY, null, revision, lockSchema.nullable()).catch((error: unknown) => {
        // The next operator waits until it counts as dead.
        if (!(error instanceof Error)) throw error;
      });
    },
  };
}

/** The holder of the lock, running or not; `null` when it is free. */
export async function lockHolder(bucket: Bucket): Promise<Pick<Holder, 'operator' | 'doing' | 'since'> | null> {
  return (await bucket.read(KEY, lockSchema)).value;
}

async function take(bucket: Bucket, mine: Holder): Promise<number> {
  const { value, revision } = await bucket.read(KEY, lockSchema);
  if (value !== null && (await isRenewed(bucket, revision))) throw refusal(value);
  try {
    return await bucket.write(KEY, mine, revision, lockSchema);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const { value: faster } = await bucket.read(KEY, lockSchema);
    throw faster === null ? error : refusal(faster);
  }
}

async function isRenewed(bucket: Bucket, revision: number): Promise<boolean> {
  const until = performance.now() + DEAD_AFTER_MS;
  while (performance.now() < until) {
    await pause(LOOK_EVERY_MS, new AbortController().signal);
    // A lagging replica may answer with an older one.
    if ((await bucket.read(KEY, lockSchema)).revision > revision) return true;
  }
  return false;
}

function refusal({ operator, doing, since }: Holder): LockedError {
  return new LockedError(`${operator} is ${doing}, since ${new Date(since).toISOString()}: one operator at a time`);
}
