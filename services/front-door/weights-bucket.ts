import { FRONT_DOOR_BUCKET, frontDoorWeightsSchema, WEIGHTS_KEY } from '@quotebridge/contracts';
import type { FrontDoorWeights } from '@quotebridge/contracts';
import { pause } from '@quotebridge/service-kit';
import type { Logger, NatsConnection } from '@quotebridge/service-kit';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { KV, KvEntry } from '@nats-io/kv';
import { NewestRevision } from './newest-revision.ts';

/** How often the weights are read without a notification, in milliseconds: subscriptions have died without an error. */
const READ_EVERY_MS = 2_000;
/** Delay of a second read after a change, in milliseconds: a lagging replica may have answered the first. */
const READ_AGAIN_AFTER_MS = 300;
/** The subject on which values are published to the bucket, whether the stream accepts them or not. */
const WEIGHTS_SUBJECT = `$KV.${FRONT_DOOR_BUCKET}.${WEIGHTS_KEY}`;

export interface WeightsBucketDeps {
  /** Connects to the brokers. Throws when none answers. */
  readonly connect: () => Promise<NatsConnection>;
  /** The prefix of the JetStream API. */
  readonly apiPrefix: string;
  readonly onWeights: (weights: FrontDoorWeights) => void;
  readonly log: Logger;
}

/**
 * Follows the weights in the bucket: reads them when something is published on their subject, and every two seconds. A watch would need permission to create
 * a consumer, with any deliver subject. While they cannot be read, the last weights stay in effect.
 */
export function followWeights({ connect, apiPrefix, onWeights, log }: WeightsBucketDeps): AsyncDisposable {
  const stopping = new AbortController();
  const revisions = new NewestRevision();
  let problem: string | null = null;

  const onEntry = (entry: KvEntry | null) => {
    onProblem(entry === null ? `${FRONT_DOOR_BUCKET} has no key ${WEIGHTS_KEY}` : null);
    if (entry === null || !revisions.accept(entry.revision, performance.now())) return;
    const { revision } = entry;
    if (entry.operation !== 'PUT') {
      log.warn({ revision }, 'the weights were deleted: keeping the last ones');
      return;
    }
    const parsed = frontDoorWeightsSchema.safeParse(parseJson(entry.string()));
    if (parsed.success) onWeights(parsed.data);
    else log.warn({ revision, problem: parsed.error.message }, 'the weights in the bucket are invalid');
  };
  const onProblem = (found: string | null) => {
    if (found === problem) return;
    problem = found;
    if (found === null) log.info('the weights can be read again');
    else log.warn({ problem: found }, 'the weights cannot be read: keeping the last ones');
  };

  let nc: NatsConnection | undefined;
  let wake = new AbortController();
  let isChanged = false;
  const onChange = () => {
    isChanged = true;
    wake.abort();
  };

  const run = async () => {
    let kv: KV | undefined;
    while (!stopping.signal.aborted) {
      try {
        if (nc === undefined) {
          nc = await connect();
          nc.subscribe(WEIGHTS_SUBJECT, { callback: onChange });
        }
        kv ??= await new Kvm(jetstream(nc, { apiPrefix })).open(FRONT_DOOR_BUCKET, { allow_direct: true });
        onEntry(await kv.get(WEIGHTS_KEY));
      } catch (error) {
        if (!stopping.signal.aborted) onProblem(error instanceof Error ? error.message : String(error));
      }
      wake = new AbortController();
      const ms = isChanged ? READ_AGAIN_AFTER_MS : READ_EVERY_MS;
      isChanged = false;
      await pause(ms, AbortSignal.any([stopping.signal, wake.signal]));
    }
    await nc?.close();
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      // A pending read ends with its connection.
      await nc?.close();
      await running;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
