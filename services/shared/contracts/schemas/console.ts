import { z } from 'zod';
import { LINK_ACTIONS, MIGRATION_STATUSES, PROCESS_ACTIONS, STAGES } from '../wire/console.ts';
import type { ConsoleState } from '../wire/console.ts';
import { auditStatusSchema, receiptSchema } from './audit.ts';
import { siteSchema, timeSchema } from './schemas.ts';

const countSchema = z.int().nonnegative();
const countOrNull = countSchema.nullable();
const rateOrNull = z.number().nonnegative().nullable();

/** What an auditor answers at `/status`: its status, and the position of its stream in quotes, which compares between sites. */
export const auditReportSchema = auditStatusSchema.extend({
  seqSum: countSchema.describe('The sum of the newest `seq` of every symbol'),
});
export type AuditReport = z.infer<typeof auditReportSchema>;

const accountSchema = z
  .object({
    phase: z
      .enum(['through', 'held', 'draining', 'unknown'])
      .describe(
        '`through`: quotes arrive as they are published. `held`: the link is down. `draining`: it is back, and held quotes arrive. `unknown`: a site does not answer',
      ),
    published: countOrNull.describe('At the origin'),
    delivered: countOrNull.describe("In the other site's stream"),
    inFlight: countOrNull.describe('On their way while the link is up'),
    held: countOrNull.describe('At the origin, until the link is back and they have arrived'),
    lost: countOrNull,
  })
  .describe('published = delivered + inFlight + held + lost; null while an auditor does not answer');

/** An outage that is over. */
export const consoleReceiptSchema = receiptSchema
  .pick({ cause: true, from: true, held: true, recovered: true, lost: true, duplicates: true })
  .extend({ number: z.int().min(1).describe('Counts from 1, the oldest that is known'), to: timeSchema });

/** The console's state, as `GET /console/v1/state` answers it. */
export const consoleStateSchema = z.object({
  time: timeSchema.describe("By the console's clock, in milliseconds since the Unix epoch"),
  sites: z.array(
    z.object({
      site: siteSchema,
      role: z.enum(['origin', 'mirror']).nullable(),
      reachable: z.boolean().describe('Whether its bridge service answers the console, which does not use the link'),
      rate: rateOrNull.describe('Quotes per second by which its stream grows'),
    }),
  ),
  link: z.object({
    from: siteSchema,
    to: siteSchema,
    state: z
      .enum(['up', 'silent', 'down', 'unknown'])
      .describe('`silent`: nothing has arrived for a moment while the origin grew'),
    since: timeSchema.nullable().describe('Up to when something arrived; null while the link is up or not known'),
    rtt: z.number().nonnegative().nullable().describe('Round trip in milliseconds'),
    rate: rateOrNull.describe('Quotes per second that arrive'),
    cable: z
      .enum(['cut', 'whole'])
      .nullable()
      .describe('Whether an operator has cut it; null where it is not controlled from here'),
  }),
  account: accountSchema,
  services: z.array(
    z.object({
      name: z.string(),
      service: z.string(),
      site: siteSchema.nullable().describe('null for what runs at no site'),
      ready: z.boolean(),
      wanted: z.boolean().nullable().describe('Whether it is meant to run; null where nobody reports it'),
      clients: countOrNull.describe('Connected clients, of a gateway that answers'),
    }),
  ),
  brokers: z.array(
    z.object({
      name: z.string(),
      site: siteSchema,
      ready: z.boolean(),
      leads: z.boolean().nullable().describe('Whether it leads the stream of quotes of its site'),
    }),
  ),
  shares: z
    .array(z.object({ service: z.string(), site: siteSchema, weight: z.number().nonnegative() }))
    .describe('How the front door divides new requests among the sites; empty while it does not answer'),
  stage: z
    .literal(STAGES)
    .nullable()
    .describe('Where API and gateways are: 0 on-prem, 1 at both sites with all traffic on-prem, 2 in the cloud'),
  migration: z
    .object({
      id: z.string().nullable(),
      stage: z.literal(STAGES).nullable().describe('Where it leads'),
      status: z.enum(MIGRATION_STATUSES),
      timeline: z
        .array(z.object({ at: timeSchema, kind: z.string(), text: z.string() }))
        .describe('The newest entries'),
    })
    .nullable()
    .describe('The newest that was started from the console'),
  receipts: z.array(consoleReceiptSchema).describe('The newest 5 outages that are over, the newest first'),
  actions: z
    .array(z.enum([...LINK_ACTIONS, ...PROCESS_ACTIONS, 'migrate']))
    .describe('What an operator can do; empty where the way of running offers no faults'),
}) satisfies z.ZodType<ConsoleState>;
