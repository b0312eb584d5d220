import { z } from 'zod';
import { PRICE_PATTERN, TIME_LIMIT } from '../wire/check.ts';
import type {
  Closing,
  GatewayError,
  GatewayStatus,
  GatewayTrace,
  Relocate,
  StreamAlarm,
  SubscribeAck,
  UnsubscribeAck,
  Heartbeat,
  QuoteBatch,
} from '../wire/index.ts';
import { ERROR_CODES } from '../wire/events.ts';
import { clockSchema, siteSchema, staleSchema, symbolSchema } from './schemas.ts';

/** The zod schemas of what the gateway and the feed send. They describe the types of `wire/`; `satisfies` keeps the two in step. */

const timeSchema = z.number().nonnegative().lt(TIME_LIMIT).describe('Milliseconds since the Unix epoch');
const priceSchema = z.string().regex(PRICE_PATTERN).describe('A decimal string');
const countSchema = z.int().nonnegative();

export const heartbeatSchema = z.object({
  epoch: countSchema.describe("The feed's incarnation"),
  time: timeSchema.describe("The time on the feed's schedule up to which everything is published"),
  count: countSchema.describe('The sum of the newest seq of every symbol that this epoch has quoted'),
  symbols: countSchema.describe('How many symbols this epoch has quoted'),
  sent: timeSchema.exactOptional().describe("When it was published, by the feed's clock"),
  beat: countSchema.exactOptional().describe('Its number within its epoch'),
}) satisfies z.ZodType<Heartbeat>;

const quoteTupleSchema = z.tuple([
  symbolSchema.describe('symbol'),
  z.int().min(1).describe('seq'),
  timeSchema.describe('published: milliseconds since the Unix epoch'),
  z.number().describe('lag: published minus time, in milliseconds'),
  priceSchema.describe('bid'),
  z.number().nonnegative().describe('bidSize'),
  priceSchema.describe('ask'),
  z.number().nonnegative().describe('askSize'),
  priceSchema.describe('last'),
  countSchema.describe('conflated: how many quotes of this symbol were received and replaced since the last tuple'),
]);

export const quoteBatchSchema = z.object({
  epoch: countSchema.describe("The feed's incarnation"),
  quotes: z.array(quoteTupleSchema),
}) satisfies z.ZodType<QuoteBatch>;

export const gatewayStatusSchema = z.object({
  site: siteSchema,
  role: z.enum(['origin', 'mirror']),
  link: z.enum(['up', 'down', 'unknown']),
  stale: staleSchema.nullable(),
  complete: z.boolean(),
  heartbeatAge: z.number().nonnegative().nullable().describe("Age of the feed's last heartbeat in milliseconds"),
  now: timeSchema.describe("The gateway's clock"),
  flushEvery: z
    .number()
    .nonnegative()
    .exactOptional()
    .describe('How long a quote currently waits in the gateway at most before it is sent, in milliseconds'),
  clock: clockSchema.exactOptional().describe("How the gateway's clock and the feed's compare"),
  alarms: z
    .array(
      z.object({
        stream: z.string(),
        code: z.string(),
        since: timeSchema,
        text: z.string(),
      }) satisfies z.ZodType<StreamAlarm>,
    )
    .exactOptional()
    .describe('Alarms of the bridged streams'),
  paused: z
    .boolean()
    .exactOptional()
    .describe(
      "An operator has paused the bridge that fills this site's stream of quotes: what is missing waits at the origin",
    ),
}) satisfies z.ZodType<GatewayStatus>;

const gatewayErrorSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  symbols: z.array(z.string()).exactOptional(),
}) satisfies z.ZodType<GatewayError>;

const refusedSchema = z.object({ ok: z.literal(false), error: gatewayErrorSchema });

export const subscribeAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    snapshot: z.array(quoteBatchSchema),
    status: gatewayStatusSchema,
    resumed: countSchema
      .exactOptional()
      .describe(
        'How many symbols the snapshot leaves out because `resume` showed that the client holds their newest quote',
      ),
  }),
  refusedSchema,
]) satisfies z.ZodType<SubscribeAck>;

export const unsubscribeAckSchema = z.union([
  z.object({ ok: z.literal(true) }),
  refusedSchema,
]) satisfies z.ZodType<UnsubscribeAck>;

export const gatewayTraceSchema = z.object({
  symbol: symbolSchema,
  epoch: countSchema.describe("The feed's incarnation"),
  seq: z.int().min(1),
  received: timeSchema.describe('When the gateway received it first, in milliseconds since the Unix epoch'),
  streamed: timeSchema
    .nullable()
    .describe("When this site's stream delivered it; null if it had not within a second after it was sent"),
  sent: timeSchema.describe('When the packet with it was written to this client'),
}) satisfies z.ZodType<GatewayTrace>;

export const relocateSchema = z.object({
  reason: z.enum(['drain', 'move']).describe('`drain`: the gateway stops. `move`: its traffic moves elsewhere'),
  deadline: z.number().describe('How long this connection is kept, in milliseconds from now'),
}) satisfies z.ZodType<Relocate>;

export const closingSchema = z.object({
  reason: z.enum(['slow_consumer', 'too_many_requests', 'relocated']),
  message: z.string().describe('What the client did, and what is allowed'),
}) satisfies z.ZodType<Closing>;
