import type { JetStreamManager } from '@nats-io/jetstream';
import { durableName } from './plan.ts';
import type { ObjectPlan } from './plan.ts';
import { CONSUMER_NOT_FOUND, differs, NO_TRANSFORM, orMissing, STREAM_NOT_FOUND } from './reconcile.ts';

/** A field whose value at the broker differs from the planned one. `undefined`: not set. */
export interface FieldChange {
  /** Nested fields with dots: `consumer_limits.inactive_threshold`. */
  readonly field: string;
  readonly actual: unknown;
  readonly wanted: unknown;
}

/** What a round of the bridge service would do with one object of its site. */
export interface ObjectChange {
  readonly kind: 'stream' | 'consumer';
  /** The stream's name, or `CONSUMER of STREAM`. */
  readonly object: string;
  /**
   * `undeclared`: it exists and nothing declares it; bridge services delete nothing, so it stays. `unknown`: the brokers did not answer, for the
   * `reason` given: most often the bridge service's user is not granted the request.
   */
  readonly action: 'none' | 'create' | 'change' | 'undeclared' | 'unknown';
  readonly fields: readonly FieldChange[];
  readonly reason: string | null;
}

export interface Candidates {
  readonly streams: readonly string[];
  readonly sites: readonly string[];
}

/**
 * Compares what the brokers of a site have with what its bridge service declares, as `reconcile` does, and changes nothing. `candidates` name the streams,
 * and the sites whose mirrors have durable consumers, among which it looks for objects that are no longer declared.
 */
export async function changesAt(
  jsm: JetStreamManager,
  plans: readonly ObjectPlan[],
  candidates: Candidates,
): Promise<ObjectChange[]> {
  const planned = await Promise.all(plans.map((plan) => changesOf(jsm, plan)));
  const undeclared = await Promise.all(
    candidates.streams.map(async (stream) => {
      const plan = plans.find(({ stream: { name } }) => name === stream);
      const found = [];
      if (plan === undefined && (await exists(jsm.streams.info(stream)))) found.push(left('stream', stream));
      for (const durable of candidates.sites.map(durableName)) {
        if (plan?.consumers.some(({ durable_name }) => durable_name === durable) === true) continue;
        if (await exists(jsm.consumers.info(stream, durable))) found.push(left('consumer', `${durable} of ${stream}`));
      }
      return found;
    }),
  );
  return [...planned, ...undeclared].flat();
}

async function changesOf(jsm: JetStreamManager, { stream, consumers }: ObjectPlan): Promise<ObjectChange[]> {
  const info = async () => (await orMissing(jsm.streams.info(stream.name), STREAM_NOT_FOUND))?.config ?? null;
  const changes = [await compare('stream', stream.name, { ...NO_TRANSFORM, ...stream }, info)];
  for (const consumer of consumers) {
    const name = consumer.durable_name;
    const existing = async () => {
      if (changes[0]?.action === 'create') return null;
      return (await orMissing(jsm.consumers.info(stream.name, name), CONSUMER_NOT_FOUND))?.config ?? null;
    };
    changes.push(await compare('consumer', `${name} of ${stream.name}`, consumer, existing));
  }
  return changes;
}

async function compare(
  kind: ObjectChange['kind'],
  object: string,
  wanted: object,
  existing: () => Promise<object | null>,
): Promise<ObjectChange> {
  try {
    const actual = await existing();
    if (actual === null) return { kind, object, action: 'create', fields: [], reason: null };
    const fields = fieldsThatDiffer(wanted, actual);
    return { kind, object, action: fields.length === 0 ? 'none' : 'change', fields, reason: null };
  } catch (error) {
    return {
      kind,
      object,
      action: 'unknown',
      fields: [],
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

function left(kind: ObjectChange['kind'], object: string): ObjectChange {
  return { kind, object, action: 'undeclared', fields: [], reason: null };
}

/** False also where the bridge service's user may not ask: then it never declared the object either. */
async function exists(asking: Promise<unknown>): Promise<boolean> {
  return asking.then(
    () => true,
    () => false,
  );
}

function fieldsThatDiffer(wanted: object, actual: object, path = ''): FieldChange[] {
  return Object.entries(wanted).flatMap(([key, value]): FieldChange[] => {
    const current = (actual as Record<string, unknown>)[key];
    if (!differs({ [key]: value }, { [key]: current })) return [];
    const field = `${path}${key}`;
    if (isPlain(value) && isPlain(current)) return fieldsThatDiffer(value, current, `${field}.`);
    return [{ field, actual: current, wanted: value }];
  });
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
