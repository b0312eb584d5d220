import { z } from 'zod';

const site = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a site: 1 to 32 of a-z 0-9 -, a letter first')
  .describe('A site of infra/topology/sites.ts');
const stream = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,31}$/, 'must be a stream: 1 to 32 of A-Z 0-9 _, a letter first')
  .describe('A stream: one of `streams`, or one that a bridge makes');
const subject = z
  .string()
  .regex(/^[^\s.$]+(\.[^\s.]+)*$/, 'must be a subject, whose first token does not start with $')
  .refine((text) => !/[^.]>|>./.test(text), 'must have > only as its last token')
  .describe('A NATS subject, wildcards included');
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,47}$/, 'must be 1 to 48 of a-z 0-9 -, a letter first')
  .describe('Identifies the bridge in status, metrics and commands');

const mapEntry = z.strictObject({
  from: subject,
  to: z
    .string()
    .min(1)
    .refine((text) => !/\s/.test(text), 'must be a subject')
    .describe('With {{wildcard(n)}} for the n-th * of `from`'),
});

const start = z
  .union(
    [
      z.literal('now'),
      z.strictObject({
        time: z.iso.datetime({ offset: true, error: 'must be a time with its zone: 2030-01-31T08:00:00Z' }),
      }),
      z.strictObject({ sequence: z.int().min(1, 'must be 1 or more') }),
    ],
    { error: 'must be now, { time: 2030-01-31T08:00:00Z } or { sequence: 1000 }' },
  )
  .optional()
  .describe(
    'The first message that is delivered, used only when the consumer is created. Default: the first message of the stream. A time in the future means now',
  );

const kbps = z
  .int()
  .min(64, 'must be 64 or more')
  .max(10_000_000, 'must be 10000000 or less')
  .optional()
  .describe(
    'Kilobits per second that the origin delivers at most, after a burst of as much as the largest message allowed. Default: no limit',
  );

const bridgeMode = z
  .strictObject({
    name,
    mode: z.literal('bridge'),
    from: site,
    to: site,
    requests: z.array(subject).min(1).optional().describe('Requests that services at `to` answer to clients at `from`'),
    events: z
      .array(subject)
      .min(1)
      .optional()
      .describe('Messages published at `from` and received at `to`, not stored'),
  })
  .describe('1:1, live: requests and events cross the link. What is sent while it is cut is lost');

const replicateMode = z
  .strictObject({
    name,
    mode: z.literal('replicate'),
    stream,
    from: site,
    to: z.array(site).min(1),
    start,
    kbps,
  })
  .describe('1:n, durable: a stream is copied with its sequence numbers');

const aggregateMode = z
  .strictObject({
    name,
    mode: z.literal('aggregate'),
    stream: stream.describe('The stream that is made of the sources'),
    at: site,
    sources: z
      .array(
        z.strictObject({
          stream,
          from: site,
          map: z
            .array(mapEntry)
            .min(1)
            .optional()
            .describe('Stores messages on `from` under `to`, and no others. Without it, subjects stay as they are'),
          start,
          kbps,
        }),
      )
      .min(1),
  })
  .describe('n:1, durable: several streams are joined into one, which numbers their messages itself');

const transformMode = z
  .strictObject({
    name,
    mode: z.literal('transform'),
    at: site,
    stream: stream
      .optional()
      .describe(
        'A stream that is made of what streams at `at` hold on `from`, under `to`. Without it, the stream that captures `to` also captures `from`, and stores it as `to`',
      ),
    map: z.array(mapEntry).min(1),
  })
  .describe('n:n: subjects are mapped by the brokers; payloads stay as they are');

export const MODES = {
  bridge: bridgeMode,
  replicate: replicateMode,
  aggregate: aggregateMode,
  transform: transformMode,
} as const;

const bridge = z.discriminatedUnion('mode', [bridgeMode, replicateMode, aggregateMode, transformMode]);
const declaredStream = z.strictObject({
  name: stream,
  site: site.describe('Where it originates'),
  subjects: z.array(subject).min(1).describe('What it captures there'),
});

export const declarationsSchema = z.strictObject({
  streams: z.array(declaredStream).describe('The streams, by the site where they originate'),
  bridges: z.array(bridge).describe('What crosses between sites'),
});

export const STREAM_FIELDS = Object.keys(declaredStream.shape);
export const SOURCE_FIELDS = ['stream', 'from', 'map', 'start', 'kbps'];
export const MAP_FIELDS = Object.keys(mapEntry.shape);

/** The streams and bridges of all sites. */
export type Declarations = z.infer<typeof declarationsSchema>;
export type DeclaredBridge = Declarations['bridges'][number];
/** Where a copy begins; `undefined`: at the first message of its stream. */
export type Start = z.infer<typeof start>;
export type Mapping = z.infer<typeof mapEntry>;
export type AggregateBridge = Extract<DeclaredBridge, { mode: 'aggregate' }>;
export type TransformBridge = Extract<DeclaredBridge, { mode: 'transform' }>;
