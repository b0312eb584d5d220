import type { Clock, Logger, NatsConnection } from '@quotebridge/service-kit';
import type { z } from 'zod';

/** The newest message of a subject on which a service publishes how it is. */
export interface LatestStatus<T> extends Disposable {
  /** `null` before the first. */
  readonly last: T | null;
  /** Milliseconds since the last was received. */
  readonly age: number;
}

/** Follows such a subject. What breaks the schema is logged and left out. */
export function followStatus<T>(
  { nc, log, clock }: { readonly nc: NatsConnection; readonly log: Logger; readonly clock: Clock },
  subject: string,
  schema: z.ZodType<T>,
): LatestStatus<T> {
  let last: { readonly status: T; readonly at: number } | null = null;
  const subscription = nc.subscribe(subject, {
    callback: (error, message) => {
      if (error) {
        log.error({ err: error, subject }, "cannot receive a service's status");
        return;
      }
      const parsed = schema.safeParse(parseJson(message.string()));
      if (parsed.success) last = { status: parsed.data, at: clock().monotonic };
      else log.warn({ problem: parsed.error.message, subject }, 'skipped an invalid status of a service');
    },
  });
  return {
    get last() {
      return last?.status ?? null;
    },
    get age() {
      return last === null ? Number.POSITIVE_INFINITY : clock().monotonic - last.at;
    },
    [Symbol.dispose]() {
      subscription.unsubscribe();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
