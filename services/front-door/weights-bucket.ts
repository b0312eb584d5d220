import { setTimeout as delay } from 'node:timers/promises';
import { FRONT_DOOR_BUCKET, frontDoorWeightsSchema, WEIGHTS_KEY } from '@quotebridge/contracts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import { pause } from '@quotebridge/runtime';
import type { Logger, NatsConnection } from '@quotebridge/runtime';
import { Kvm } from '@nats-io/kv';
import type { KV, KvEntry, KvWatchEntry } from '@nats-io/kv';
import { NewestRevision } from './newest-revision.ts';

/** How often the weights are read beside the watch, in milliseconds: watches have fallen silent without an error. */
const READ_EVERY_MS = 2_000;
/** How long a read may take, in milliseconds. */
const READ_WITHIN_MS = 2_000;

export interface WeightsBucketDeps {
  /** Connects to the brokers. Throws when none answers. */
  readonly connect: () => Promise<NatsConnection>;
  readonly onWeights: (weights: FrontDoorWeights) => void;
  readonly log: Logger;
}

/** Follows the weights in the bucket. While they cannot be read, nothing is passed on: the weights stay as they are. */
export function followWeights({ connect, onWeights, log }: WeightsBucketDeps): AsyncDisposable {
  const stopping = new AbortController();
  const revisions = new NewestRevision();
  let problem: string | null = null;

  const take = (entry: KvEntry) => {
    if (entry.operation !== 'PUT') {
      log.warn({ revision: entry.revision }, 'the weights were deleted: they stay as they are');
      return;
    }
    const parsed = frontDoorWeightsSchema.safeParse(parseJson(entry.string()));
    if (parsed.success) onWeights(parsed.data);
    else
      log.warn({ revision: entry.revision, problem: parsed.error.message }, 'the weights in the bucket are not usable');
  };
  const onProblem = (found: string | null) => {
    if (found === problem) return;
    problem = found;
    if (found === null) log.info('the weights can be read');
    else log.warn({ problem: found }, 'the weights cannot be read: they stay as they are');
  };

  const run = async () => {
    let nc: NatsConnection | undefined;
    let reader: BucketReader | undefined;
    while (!stopping.signal.aborted) {
      try {
        nc ??= await connect();
        reader ??= await BucketReader.open(nc, (entry) => {
          if (revisions.watched(entry.revision)) take(entry);
        });
        const entry = await reader.read();
        if (entry !== null && revisions.read(entry.revision)) take(entry);
        onProblem(entry === null ? `${FRONT_DOOR_BUCKET} has no key ${WEIGHTS_KEY}` : null);
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
        reader?.[Symbol.dispose]();
        reader = undefined;
      }
      await pause(READ_EVERY_MS, stopping.signal);
    }
    reader?.[Symbol.dispose]();
    await nc?.close();
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** The bucket's one key, read and watched. */
class BucketReader implements Disposable {
  readonly #kv: KV;
  #stopWatch: () => void = () => undefined;
  /** Why the watch ended, when it has. */
  #ended: Error | null = null;

  /** Throws when the bucket is not there. */
  static async open(nc: NatsConnection, onEntry: (entry: KvWatchEntry) => void): Promise<BucketReader> {
    const reader = new BucketReader(await new Kvm(nc).open(FRONT_DOOR_BUCKET));
    const watch = await reader.#kv.watch({ key: WEIGHTS_KEY });
    reader.#stopWatch = () => watch.stop();
    void reader.#follow(watch, onEntry);
    return reader;
  }

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  /** Throws when the bucket cannot be read, or the watch on it has ended. */
  async read(): Promise<KvEntry | null> {
    if (this.#ended !== null) throw this.#ended;
    const late = delay(READ_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${READ_WITHIN_MS} ms`);
    });
    return Promise.race([this.#kv.get(WEIGHTS_KEY), late]);
  }

  async #follow(watch: AsyncIterable<KvWatchEntry>, onEntry: (entry: KvWatchEntry) => void): Promise<void> {
    try {
      for await (const entry of watch) onEntry(entry);
      this.#ended = new Error('the watch ended');
    } catch (error) {
      this.#ended = new Error('the watch failed', { cause: error });
    }
  }

  [Symbol.dispose](): void {
    this.#stopWatch();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
