import { isDeepStrictEqual } from 'node:util';
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { KV } from '@nats-io/kv';
import { pause } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import type { z } from 'zod';
import { MigrateError } from './errors.ts';

/** A value and the revision that it has in the bucket; revision 0 with `null` for a key without one. */
export interface Stored<T> {
  readonly value: T | null;
  readonly revision: number;
}

/** The value was changed by another process meanwhile. */
export class ConflictError extends MigrateError {
  override readonly name = 'ConflictError';
}

const TRY_AGAIN_AFTER_MS = 250;

/** JSON values in a key-value bucket, written with revision checks, through times at which the brokers do not answer. */
export class Bucket {
  readonly #kv: KV;
  readonly #name: string;
  readonly #patienceMs: number;

  private constructor(kv: KV, name: string, patienceMs: number) {
    this.#kv = kv;
    this.#name = name;
    this.#patienceMs = patienceMs;
  }

  /** `patienceMs`: how long a read or write is tried again while the brokers do not answer. The bucket itself is made by the site's bridge service. */
  static async open(nc: NatsConnection, name: string, patienceMs: number): Promise<Bucket> {
    return new Bucket(await new Kvm(nc).open(name, { allow_direct: true }), name, patienceMs);
  }

  /** Throws `MigrateError` for a value that breaks the schema, and when the brokers do not answer for too long. */
  read<T>(key: string, schema: z.ZodType<T>): Promise<Stored<T>> {
    return this.#patiently(`read ${key}`, () => this.#read(key, schema));
  }

  /**
   * Writes the value if the key still has that revision, and returns the new one. Throws `ConflictError` otherwise. A write whose answer was lost counts
   * as done when the key has this value.
   */
  async write<T>(key: string, value: T, revision: number, schema: z.ZodType<T>): Promise<number> {
    let isRepeated = false;
    return this.#patiently(`write ${key}`, async () => {
      if (isRepeated) {
        const now = await this.#read(key, schema);
        if (now.revision > revision && isDeepStrictEqual(now.value, JSON.parse(JSON.stringify(value)))) {
          return now.revision;
        }
      }
      isRepeated = true;
      try {
        return await this.#kv.put(key, JSON.stringify(value), { previousSeq: revision });
      } catch (error) {
        if (!isWrongRevision(error)) throw error;
        const now = await this.#read(key, schema);
        if (now.revision > revision && isDeepStrictEqual(now.value, JSON.parse(JSON.stringify(value)))) {
          return now.revision;
        }
        throw new ConflictError(`${key} in ${this.#name} was changed by another process`, { cause: error });
      }
    });
  }

  async #read<T>(key: string, schema: z.ZodType<T>): Promise<Stored<T>> {
    const entry = await this.#kv.get(key);
    if (entry === null) return { value: null, revision: 0 };
    const { revision } = entry;
    const parsed = schema.nullable().safeParse(parseJson(entry.string()));
    if (parsed.success) return { value: parsed.data, revision };
    throw new MigrateError(`${key} in ${this.#name} is invalid: ${parsed.error.message}`);
  }

  async #patiently<T>(what: string, act: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.#patienceMs;
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof MigrateError) throw error;
        if (performance.now() > until) {
          const why = error instanceof Error ? error.message : String(error);
          throw new MigrateError(`cannot ${what} in ${this.#name}: ${why}`, { cause: error });
        }
      }
      await pause(TRY_AGAIN_AFTER_MS, new AbortController().signal);
    }
  }
}

function isWrongRevision(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    [JetStreamApiCodes.StreamWrongLastSequence, JetStreamApiCodes.StreamWrongLastSequenceUnknown].some(
      (code) => code === error.code,
    )
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
