import { z } from 'zod';
import type { NatsConnection } from '@quotebridge/runtime';

/** How long the brokers of a site may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 700;

/** The part that is used of what a broker tells of its leaf connections (`/leafz` in the server's documentation). */
const leafzSchema = z.object({
  data: z.object({
    leafs: z.array(z.object({ account: z.string(), rtt: z.string() })).nullish(),
  }),
});

/** The leaf link between the sites as this site's brokers see it. `rtt` in milliseconds, `null` while it is down. */
export interface Link {
  readonly connections: number;
  readonly rtt: number | null;
}

/** Asks every broker of the site, through the system account. `brokers` tells how many answers to wait for. */
export async function observeLink(sys: NatsConnection, brokers: number): Promise<Link> {
  const answers = await sys.requestMany('$SYS.REQ.SERVER.PING.LEAFZ', '{}', {
    strategy: 'count',
    maxMessages: brokers,
    maxWait: ANSWER_WITHIN_MS,
  });
  const rtts: number[] = [];
  for await (const answer of answers) {
    const { data } = leafzSchema.parse(answer.json());
    for (const leaf of data.leafs ?? []) rtts.push(parseDuration(leaf.rtt));
  }
  return { connections: rtts.length, rtt: rtts.length === 0 ? null : Math.min(...rtts) };
}

const UNITS_MS = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
  ['µs', 1e-3],
  ['ns', 1e-6],
]);

/** Milliseconds of a duration as Go prints it, such as `1.5ms`, `423µs` or `1m2.5s`. */
export function parseDuration(text: string): number {
  let sum = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)(ms|µs|ns|h|m|s)/g)) {
    sum += Number(amount) * (UNITS_MS.get(unit) ?? 0);
  }
  return sum;
}
