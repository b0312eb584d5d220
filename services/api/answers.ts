import { bridgedStreamSchema, instrumentSchema, quoteSchema, staleSchema } from '@quotebridge/contracts';
import { z } from 'zod';

/** What each route answers. */

const siteSchema = z.enum(['onprem', 'cloud', 'edge']).describe('Where this API runs');
const staleOrNull = staleSchema
  .nullable()
  .describe('Since when and why prices are too old to trust; null while they are fresh');

export const instrumentsAnswer = z.object({
  instruments: z.array(instrumentSchema),
  total: z.int().nonnegative(),
});
export type InstrumentsAnswer = z.infer<typeof instrumentsAnswer>;

export const quotesAnswer = z.object({ quotes: z.array(quoteSchema), stale: staleOrNull, site: siteSchema });
export type QuotesAnswer = z.infer<typeof quotesAnswer>;

export const quoteAnswer = quoteSchema.extend({ stale: staleOrNull });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;

export const statusAnswer = z.object({
  site: siteSchema,
  role: z.enum(['origin', 'mirror']).describe("What this site's stream of quotes is"),
  link: z.enum(['up', 'down', 'unknown']).describe('The link between the sites'),
  rtt: z.number().nullable().describe('Round trip of the link in milliseconds'),
  lag: z.number().nullable().describe('Messages that the stream of quotes is behind its origin; null at the origin'),
  lastError: z.string().nullable().describe('The last error of a bridged stream'),
  streams: z.array(bridgedStreamSchema),
  heartbeatAge: z.number().nullable().describe("Age of the feed's last heartbeat in milliseconds"),
  stale: staleOrNull,
  complete: z.boolean().describe('False while quotes that were missed are still being filled in'),
  symbols: z.int().nonnegative().describe('How many symbols have a quote'),
  totals: z.object({
    received: z.int().nonnegative(),
    missing: z.int().nonnegative().describe('Quotes that may still be filled in'),
    lost: z.int().nonnegative().describe('Quotes that will never come'),
    refused: z.int().nonnegative().describe('Messages that broke the contract'),
  }),
  now: z.number().describe("This API's clock, in milliseconds since the Unix epoch"),
});
export type StatusAnswer = z.infer<typeof statusAnswer>;
