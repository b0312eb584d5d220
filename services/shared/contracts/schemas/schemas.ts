import { z } from 'zod';
import { STALE_REASONS } from '../wire/events.ts';
import type { ClockComparison } from '../wire/events.ts';
import { MAX_RATE, MAX_SYMBOLS_PER_SUBSCRIBE } from '../wire/limits.ts';
import type { FrontDoorWeights } from '../wire/front-door.ts';
import { PRICE_PATTERN, SITE_PATTERN, SITE_RULE, SYMBOL_PATTERN, TIME_LIMIT } from '../wire/check.ts';

/** The zod schemas of data that crosses a boundary. `wire/` has the same rules without a library, for the hot path and k6. */

const SYMBOL_RULE = 'must be 1 to 32 of A-Z a-z 0-9 _ -';
export const symbolSchema = z.string(SYMBOL_RULE).regex(SYMBOL_PATTERN, SYMBOL_RULE);
export const priceSchema = z.string('must be a decimal string').regex(PRICE_PATTERN, 'must be a decimal string');
export const timeSchema = z.number().nonnegative().lt(TIME_LIMIT).describe('Milliseconds since the Unix epoch');

export const quoteSchema = z.object({
  symbol: symbolSchema,
  seq: z.int().min(1).describe('Per-symbol number, grows by exactly 1'),
  epoch: z.int().min(0).describe("The feed's incarnation"),
  time: timeSchema,
  published: timeSchema,
  bid: priceSchema,
  bidSize: z.number().nonnegative(),
  ask: priceSchema,
  askSize: z.number().nonnegative(),
  last: priceSchema,
});

export const instrumentSchema = z.object({
  symbol: symbolSchema,
  name: z.string(),
  currency: z.string(),
  tickSize: priceSchema,
  source: z.enum(['replay', 'simulated', 'live']),
});

export const siteSchema = z.string().regex(SITE_PATTERN, SITE_RULE);
export const staleSchema = z.object({
  since: timeSchema,
  reason: z
    .enum(STALE_REASONS)
    .describe(
      [
        '`reader`: the service cannot read its stream',
        "`clock`: its clock and the feed's differ by more than a second, so ages are unknown",
        '`link`: the link between the sites is down',
        '`mirror`: the link is up and the mirror does not follow its origin',
        '`paused`: an operator has paused the bridge that fills the mirror',
        '`feed`: no heartbeat arrives from the feed, or it is behind its schedule',
        '`unknown`: no heartbeat covers the prices, and the reason is not known yet',
      ].join('. '),
    ),
});
export const clockSchema = z.object({
  offset: z
    .number()
    .nullable()
    .describe("Milliseconds by which the service's clock is ahead of the feed's; null while unknown"),
  agree: z.boolean().describe('False while they differ by more than a second: then prices are stale'),
}) satisfies z.ZodType<ClockComparison>;

/** A problem of a bridged stream, for as long as it lasts. */
export const bridgeAlarmSchema = z.object({
  code: z
    .enum([
      'not-stored',
      'origin-not-stored',
      'stuck',
      'behind',
      'origin-anew',
      'origin-purged',
      'mirror-purged',
      'expired',
    ])
    .describe(
      [
        '`not-stored`: too few brokers of the site can store the stream, for want of space or after another failed write',
        '`origin-not-stored`: the same at the origin',
        '`stuck`: the mirror receives nothing from its origin, which has more, while the link is up',
        '`behind`: it receives, but does not catch up',
        '`origin-anew`: the origin was deleted and recreated',
        '`origin-purged`: messages were removed from the origin, not by its limits',
        '`mirror-purged`: the mirror has lost messages',
        '`expired`: the origin dropped messages, by its limits, before the mirror had received them',
      ].join('. '),
    ),
  since: timeSchema,
  text: z.string().describe('Description for an operator'),
  action: z.string().nullable().describe('The last repair by the bridge service; null when there was none'),
  missing: z.int().nonnegative().describe('Messages missing from the stream'),
});
export type BridgeAlarm = z.infer<typeof bridgeAlarmSchema>;

/** The state of one bridged stream, as observed by its site's bridge service. */
export const bridgedStreamSchema = z.object({
  stream: z.string(),
  role: z.enum(['origin', 'mirror']),
  declared: z.boolean().describe('The stream and its consumers exist as configured'),
  created: timeSchema.nullable().describe('When the stream was created; null while it does not exist'),
  messages: z.number(),
  bytes: z.number().describe('Stored bytes'),
  maxBytes: z.number().nullable().describe('Limit of stored bytes; null without one'),
  firstSeq: z.number().describe("The stream's first sequence number"),
  lastSeq: z.number().describe("The stream's last sequence number"),
  newest: timeSchema
    .nullable()
    .default(null)
    .describe(
      'When its origin stored its last message; null without messages, and from bridge services older than this field',
    ),
  lag: z
    .number()
    .nullable()
    .describe('Messages that the mirror is behind its origin; null at the origin, and while unknown'),
  activity: z
    .number()
    .nullable()
    .describe('Milliseconds since the mirror last received from its origin; null at the origin, and while unknown'),
  pausedFor: z
    .array(siteSchema)
    .default([])
    .describe('The sites whose copies of it are paused. Absent from bridge services older than this field'),
  alarm: bridgeAlarmSchema.nullable().describe('Its alarm; null when there is none'),
  lastError: z.string().nullable(),
});

const weightSchema = z.int().min(0).max(1_000);

/** The value of `WEIGHTS_KEY` in `FRONT_DOOR_BUCKET`. */
export const frontDoorWeightsSchema = z.record(
  siteSchema,
  z.union([weightSchema, z.strictObject({ api: weightSchema, gateway: weightSchema })]),
) satisfies z.ZodType<FrontDoorWeights>;

/** The state of one declared bridge at a site that receives messages over it: for requests, either site. */
export const bridgeStateSchema = z.object({
  name: z.string().describe('As in infra/bridges/bridges.yaml'),
  mode: z.enum(['bridge', 'replicate', 'aggregate', 'transform']),
  carries: z.string().describe('The stream, or the subjects'),
  from: z.array(siteSchema).describe('Where its messages come from'),
  to: siteSchema.describe('The site that it brings them to'),
  state: z
    .enum(['active', 'idle', 'open', 'paused', 'cut-off', 'failed', 'unknown'])
    .describe(
      [
        '`active`: it brought a message in the last 10 s',
        '`idle`: it is in order, and there was none to bring',
        '`open`: messages can cross; they are not counted, as nothing is stored',
        '`paused`: an operator has paused it; the origin keeps what it would bring',
        '`cut-off`: the link is down, or its state is not known',
        '`failed`: see `lastError`',
        '`unknown`: its origin has not reported its position',
      ].join('. '),
    ),
  since: timeSchema.describe('When that state began'),
  lag: z.number().nullable().describe('Messages not brought yet; null while unknown, and where nothing is stored'),
  lastActivity: timeSchema
    .nullable()
    .describe('When the last message arrived; null before the first, and where nothing is stored'),
  rate: z.number().nullable().describe('Messages per second over the last 10 s; null where nothing is stored'),
  bytes: z.number().nullable().describe('Bytes that its stream holds here; null where nothing is stored'),
  lastError: z.string().nullable(),
});
export type BridgeState = z.infer<typeof bridgeStateSchema>;

export const bridgeStatusSchema = z.object({
  site: siteSchema,
  time: timeSchema,
  link: z.enum(['up', 'down', 'unknown']),
  linkRtt: z.number().nullable().describe('Round trip of the leaf link in milliseconds'),
  streams: z.array(bridgedStreamSchema),
  bridges: z.array(bridgeStateSchema).default([]).describe('Absent from bridge services older than this field'),
});
export type BridgedStream = z.infer<typeof bridgedStreamSchema>;
export type BridgeStatus = z.infer<typeof bridgeStatusSchema>;

/** More epochs than a client can have received quotes of in one connection. */
const MAX_RESUME_POINTS = 64;

const symbolsSchema = z.union([
  z.literal('*'),
  z.array(symbolSchema).min(1, 'must name at least one symbol').max(MAX_SYMBOLS_PER_SUBSCRIBE),
]);
const resumePointSchema = z.object({
  epoch: z.int().min(0),
  seqs: z.record(symbolSchema, z.int().min(1)),
});
export const subscribeSchema = z
  .object({
    symbols: symbolsSchema,
    maxRate: z.number().min(MAX_RATE.min).max(MAX_RATE.max).optional(),
    mode: z.enum(['conflated', 'every']).optional(),
    resume: z
      .array(resumePointSchema)
      .max(MAX_RESUME_POINTS, `must have at most ${MAX_RESUME_POINTS} entries`)
      .optional(),
  })
  .refine(({ mode, maxRate }) => mode !== 'every' || maxRate === undefined, {
    path: ['mode'],
    message: "'every' allows no maxRate",
  });
export type CheckedSubscribe = z.infer<typeof subscribeSchema>;
export const unsubscribeSchema = z.object({ symbols: symbolsSchema });
export const traceSchema = z.object({ symbol: symbolSchema });

/** RFC 9457. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
