import { z } from 'zod';
import { MAX_RATE, MAX_SYMBOLS_PER_SUBSCRIBE } from './wire/limits.ts';
import { PRICE_PATTERN, SYMBOL_PATTERN, TIME_LIMIT } from './wire/check.ts';

/** The zod schemas of what crosses a boundary. `wire/` holds the same rules without a library, for the hot path and k6. */

export const symbolSchema = z.string().regex(SYMBOL_PATTERN, 'must be 1 to 32 of A-Z a-z 0-9 _ -');
const priceSchema = z.string().regex(PRICE_PATTERN, 'must be a decimal string');
const timeSchema = z.number().nonnegative().lt(TIME_LIMIT).describe('Milliseconds since the Unix epoch');

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

const siteSchema = z.enum(['onprem', 'cloud', 'edge']);
export const staleSchema = z.object({ since: timeSchema, reason: z.enum(['feed', 'link', 'reader']) });

/** How one bridged stream is, as its site's bridge service observes it. */
export const bridgedStreamSchema = z.object({
  stream: z.string(),
  role: z.enum(['origin', 'mirror']),
  declared: z.boolean().describe('The objects exist as configured'),
  created: timeSchema.nullable().describe('When the stream was made; null while it is not there'),
  messages: z.number(),
  lastSeq: z.number().describe("The stream's last sequence number"),
  lag: z
    .number()
    .nullable()
    .describe('Messages that the mirror is behind its origin, as the origin last said; null at the origin'),
  lastError: z.string().nullable(),
});

export const bridgeStatusSchema = z.object({
  site: siteSchema,
  time: timeSchema,
  link: z.enum(['up', 'down', 'unknown']),
  linkRtt: z.number().nullable().describe('Round trip of the leaf link in milliseconds'),
  streams: z.array(bridgedStreamSchema),
});
export type BridgeStatus = z.infer<typeof bridgeStatusSchema>;

/** Quotes of more epochs than a client can have met in one connection. */
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
    resume: z.array(resumePointSchema).max(MAX_RESUME_POINTS).optional(),
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
