import type { BridgeAlarm } from '@quotebridge/contracts';
import { storeFault } from '@quotebridge/service-kit';
import type { NatsConnection } from '@quotebridge/service-kit';
import { z } from 'zod';

/** What the bridge's account imports of the system account: how healthy each broker finds itself. */
const SITE_HEALTHZ = 'site.HEALTHZ';
/** How long the brokers of a site may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 700;

/** The part that is used of a broker's health (`/healthz?details=true` in the server's documentation). */
const healthSchema = z.object({
  server: z.object({ name: z.string() }),
  data: z.object({
    errors: z.array(z.object({ stream: z.string().optional(), error: z.string() })).nullish(),
  }),
});
type Answer = z.infer<typeof healthSchema>;

/** A broker that cannot store a stream. */
export interface StoreFault {
  readonly broker: string;
  /** `null`: none of its streams. */
  readonly stream: string | null;
  readonly cause: string;
}

/** Asks every broker of the site. `brokers` is the number of answers to wait for. */
export async function observeStores(nc: NatsConnection, brokers: number): Promise<readonly StoreFault[]> {
  const answers = await nc.requestMany(SITE_HEALTHZ, JSON.stringify({ details: true }), {
    strategy: 'count',
    maxMessages: brokers,
    maxWait: ANSWER_WITHIN_MS,
  });
  const all: Answer[] = [];
  for await (const answer of answers) all.push(healthSchema.parse(answer.json()));
  return describeFaults(all);
}

/** Puts what the brokers of a site answered into one, by their names. Pure. */
export function describeFaults(answers: readonly Answer[]): readonly StoreFault[] {
  return answers
    .flatMap(({ server, data }) =>
      (data.errors ?? []).flatMap(({ stream = null, error }) => {
        const cause = storeFault(error);
        return cause === null ? [] : [{ broker: server.name, stream, cause }];
      }),
    )
    .toSorted((a, b) => a.broker.localeCompare(b.broker));
}

type StoreAlarm = Omit<BridgeAlarm, 'action'>;

/** Raises an alarm for a stream that too few brokers can store. Pure. */
export class StoreAlarms {
  readonly #brokers: number;
  readonly #since = new Map<string, number>();

  constructor(brokers: number) {
    this.#brokers = brokers;
  }

  /** `time` in milliseconds since the Unix epoch. */
  observe(stream: string, faults: readonly StoreFault[], time: number): StoreAlarm | null {
    const own = faults.filter((fault) => fault.stream === null || fault.stream === stream);
    const down = [...new Set(own.map(({ broker }) => broker))];
    const majority = Math.floor(this.#brokers / 2) + 1;
    if (this.#brokers - down.length >= majority) {
      this.#since.delete(stream);
      return null;
    }
    const since = this.#since.get(stream) ?? time;
    this.#since.set(stream, since);
    return {
      code: 'not-stored',
      since,
      text: `the stream can't be stored: ${own[0]?.cause} (${down.join(', ')})`,
      missing: 0,
    };
  }
}
