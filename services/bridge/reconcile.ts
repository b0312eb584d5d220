import { JetStreamApiError } from '@nats-io/jetstream';
import type { ConsumerInfo, JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { withKeptThreshold } from './kept-threshold.ts';
import type { ObjectPlan } from './plan.ts';

/** JetStream's error codes: https://github.com/nats-io/nats-server/blob/main/server/errors.json */
export const STREAM_NOT_FOUND = 10059;
export const CONSUMER_NOT_FOUND = 10014;

/** The state of a stream and of its durable consumers, in the order of the plan. */
export interface Reconciled {
  readonly stream: StreamInfo;
  readonly consumers: readonly ConsumerInfo[];
}

/**
 * Brings a stream and its durable consumers in line with the plan, and returns their state. Objects that match
 * already are not touched; a consumer that is paused stays paused. Throws the server's errors.
 */
export async function reconcile(jsm: JetStreamManager, plan: ObjectPlan): Promise<Reconciled> {
  const info = await orMissing(jsm.streams.info(plan.stream.name), STREAM_NOT_FOUND);
  const stream = await reconcileStream(jsm, plan, info);
  const consumers: ConsumerInfo[] = [];
  for (const wanted of plan.consumers) {
    const consumer = await orMissing(jsm.consumers.info(plan.stream.name, wanted.durable_name), CONSUMER_NOT_FOUND);
    const isAsPlanned = consumer !== null && !differs(wanted, consumer.config);
    consumers.push(isAsPlanned ? consumer : await jsm.consumers.add(plan.stream.name, wanted));
  }
  return { stream, consumers };
}

async function reconcileStream(jsm: JetStreamManager, plan: ObjectPlan, info: StreamInfo | null): Promise<StreamInfo> {
  if (info === null) return jsm.streams.add(plan.stream);
  const wanted = { ...NO_TRANSFORM, ...withKeptThreshold(plan.stream, info.config) };
  if (!differs(wanted, info.config)) return info;
  return jsm.streams.update(plan.stream.name, wanted as ObjectPlan['stream']);
}

/** One that is not planned would rename messages. */
export const NO_TRANSFORM = { subject_transform: undefined };

/** Whether any field that the plan sets has another value. Fields that the plan leaves out are up to the server. */
export function differs(wanted: unknown, actual: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted !== actual;
  if (typeof actual !== 'object' || actual === null) return true;
  if (Array.isArray(wanted) && (!Array.isArray(actual) || actual.length !== wanted.length)) return true;
  return Object.entries(wanted).some(([key, value]) =>
    differs(value, (actual as Record<string, unknown>)[key] ?? emptyLike(value)),
  );
}

/** The server omits empty strings and lists from its responses. */
function emptyLike(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return value;
  return value === '' ? '' : undefined;
}

/** The response, or `null` when the object that was asked for does not exist. */
export async function orMissing<T>(answer: Promise<T>, missing: number): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === missing) return null;
    throw error;
  }
}
