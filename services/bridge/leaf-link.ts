import { z } from 'zod';
import type { NatsConnection } from '@quotebridge/service-kit';

/** The service that the bridge's account imports from the system account: the state of the leaf connections. */
const SITE_LEAFZ = 'site.LEAFZ';
/** How long the brokers of a site may take to answer, in milliseconds. */
const ANSWER_WITHIN_MS = 700;

/** The fields used of a broker's report on its leaf connections (`/leafz` in the server's documentation). */
const leafzSchema = z.object({
  server: z.object({ name: z.string() }),
  data: z.object({
    leafs: z.array(z.object({ is_spoke: z.boolean(), rtt: z.string() })).nullish(),
  }),
});
type Answer = z.infer<typeof leafzSchema>;

/** The leaf link between the sites as seen by this site's brokers. */
export interface LeafLink {
  readonly connections: number;
  /** In milliseconds; `null` while it is down, and at the site that is dialled: its brokers measure it once an hour (nats-server 2.15.2). */
  readonly rtt: number | null;
  /**
   * Brokers without a leaf connection at a site that dials, while other brokers of the site have one. They are cut off from the other site:
   * brokers of a leaf do not pass on the hub's interest to each other (`processLeafSub` in nats-server 2.15.2).
   */
  readonly cutOff: readonly string[];
}

/** Asks every broker of the site. `brokers`: how many responses to wait for. */
export async function observeLink(nc: NatsConnection, brokers: number): Promise<LeafLink> {
  const answers = await nc.requestMany(SITE_LEAFZ, '{}', {
    strategy: 'count',
    maxMessages: brokers,
    maxWait: ANSWER_WITHIN_MS,
  });
  const all: Answer[] = [];
  for await (const answer of answers) all.push(leafzSchema.parse(answer.json()));
  return describeLink(all);
}

/** Combines the responses of a site's brokers. Pure. */
export function describeLink(answers: readonly Answer[]): LeafLink {
  const leafs = answers.flatMap(({ data }) => data.leafs ?? []);
  const dialled = leafs.filter(({ is_spoke }) => is_spoke);
  return {
    connections: leafs.length,
    rtt: dialled.length === 0 ? null : Math.min(...dialled.map(({ rtt }) => parseDuration(rtt))),
    cutOff:
      dialled.length > 0
        ? answers
            .filter(({ data }) => data.leafs?.some(({ is_spoke }) => is_spoke) !== true)
            .map(({ server }) => server.name)
            .toSorted()
        : [],
  };
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
