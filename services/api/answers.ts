import {
  auditAlarmSchema,
  auditStatusSchema,
  bridgeAlarmSchema,
  bridgedStreamSchema,
  bridgeStateSchema,
  clockSchema,
  instrumentDetailsSchema,
  instrumentSchema,
  quoteSchema,
  siteSchema,
  staleSchema,
  symbolAccountSchema,
} from '@quotebridge/contracts';
import type { InstrumentDetails } from '@quotebridge/contracts/wire';
import { z } from 'zod';
import { INTERVAL_NAMES } from './candles/interval.ts';

/** The responses of each route. */

const ownSite = siteSchema.describe('Where this API runs');
const staleOrNull = staleSchema
  .nullable()
  .describe('Since when and why prices are too old to trust; null while they are fresh');
const asOfOrNull = z.string().nullable().describe('The `as_of` of the request; null for the newest quotes');

const quote = quoteSchema.meta({ id: 'Quote' });
const timeSchema = z.number().nonnegative().describe('Milliseconds since the Unix epoch');
const priceSchema = z.string().describe('A decimal string');

export const instrumentsAnswer = z
  .object({
    instruments: z.array(instrumentSchema.meta({ id: 'Instrument' })).describe('By symbol'),
    total: z.int().nonnegative().describe('Number of instruments on all pages'),
    next: z.string().nullable().describe('Path of the next page; null on the last one'),
  })
  .meta({ id: 'Instruments' });
export type InstrumentsAnswer = z.infer<typeof instrumentsAnswer>;

export const detailsAnswer = instrumentDetailsSchema
  .extend({
    asOf: timeSchema.describe('When this API received the details, in milliseconds since the Unix epoch'),
    stale: z.boolean().describe('True while the reference data do not reply: the details are those of `asOf`'),
  })
  .meta({ id: 'InstrumentDetails' });
export type DetailsAnswer = InstrumentDetails & Pick<z.infer<typeof detailsAnswer>, 'asOf' | 'stale'>;

export const quotesAnswer = z
  .object({ quotes: z.array(quote), stale: staleOrNull, site: ownSite, asOf: asOfOrNull })
  .meta({ id: 'Quotes' });
export type QuotesAnswer = z.infer<typeof quotesAnswer>;

export const quoteAnswer = quoteSchema
  .extend({ stale: staleOrNull, asOf: asOfOrNull })
  .meta({ id: 'QuoteWithFreshness' });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;

const venueSchema = z.string().describe('A venue; `onprem` is the one of the feed');
export const tapeAnswer = z
  .object({
    symbol: z.string(),
    site: ownSite,
    venues: z.array(z.object({ venue: venueSchema, quote })).describe('The newest quote of each venue, by venue'),
    best: z
      .object({
        bid: venueSchema.describe('The venue with the highest bid'),
        ask: venueSchema.describe('The venue with the lowest ask'),
      })
      .describe('Of equal prices, the first venue'),
  })
  .meta({ id: 'Tape' });
export type TapeAnswer = z.infer<typeof tapeAnswer>;

export const demandAnswer = z
  .object({
    site: ownSite,
    sites: z
      .array(
        z.object({
          site: siteSchema.describe('Where the gateways are'),
          asOf: timeSchema.describe('The time that its numbers describe, in milliseconds since the Unix epoch'),
          stale: z.boolean().describe('Whether newer demand may not have arrived, such as while the link is cut'),
          gateways: z.int().nonnegative().describe('Gateways with subscribed clients'),
          wholeMarket: z.int().nonnegative().describe('Clients of the whole market'),
        }),
      )
      .describe('The sites whose demand is known here'),
    symbols: z
      .array(
        z.object({
          symbol: z.string(),
          clients: z.int().min(1).describe('Clients at all sites, without those of the whole market'),
          bySite: z.record(z.string(), z.int().min(1)).describe('The same by site'),
        }),
      )
      .describe('What clients are subscribed to, the most clients first'),
    now: timeSchema,
  })
  .meta({ id: 'Demand' });
export type DemandAnswer = z.infer<typeof demandAnswer>;

export const historyAnswer = z
  .object({
    symbol: z.string(),
    quotes: z.array(
      quoteSchema
        .extend({
          streamSeq: z.int().min(1).describe('Its number in the stream, the same at both sites'),
          stored: timeSchema.describe('When the origin stored it, in milliseconds since the Unix epoch'),
        })
        .meta({ id: 'StoredQuote' }),
    ),
    next: z.string().nullable().describe('Path of the next page; null on the last one'),
  })
  .meta({ id: 'History' });
export type HistoryAnswer = z.infer<typeof historyAnswer>;

export const candlesAnswer = z
  .object({
    symbol: z.string(),
    interval: z.enum(INTERVAL_NAMES),
    candles: z
      .array(
        z
          .object({
            start: timeSchema,
            open: priceSchema,
            high: priceSchema,
            low: priceSchema,
            close: priceSchema,
            quotes: z.int().min(1).describe('Number of quotes in it'),
            firstSeq: z.int().min(1),
            lastSeq: z.int().min(1),
            final: z.boolean().describe('False while it may still change'),
          })
          .meta({ id: 'Candle' }),
      )
      .describe('Oldest first. An interval without a quote has no candle'),
    stale: staleOrNull,
    asOf: asOfOrNull,
  })
  .meta({ id: 'Candles' });
export type CandlesAnswer = z.infer<typeof candlesAnswer>;

export const opensAnswer = z
  .object({
    day: timeSchema.describe('When the UTC day began, in milliseconds since the Unix epoch'),
    opens: z.array(
      z
        .object({
          symbol: z.string(),
          open: priceSchema.describe("`last` of the day's first quote, a decimal string"),
          seq: z.int().min(1).describe('The `seq` of that quote'),
        })
        .meta({ id: 'Open' }),
    ),
  })
  .meta({ id: 'Opens' });
export type OpensAnswer = z.infer<typeof opensAnswer>;

export const statusAnswer = z
  .object({
    site: ownSite,
    role: z.enum(['origin', 'mirror']).describe("Role of this site's stream of quotes"),
    link: z.enum(['up', 'down', 'unknown']).describe('The link between the sites'),
    rtt: z.number().nullable().describe('Round trip of the link in milliseconds'),
    lag: z
      .number()
      .nullable()
      .describe(
        'Messages that the stream of quotes is behind its origin; null at the origin, and while it is not known',
      ),
    alarms: z
      .array(
        bridgeAlarmSchema
          .extend({
            stream: z.string(),
            code: z
              .enum([...bridgeAlarmSchema.shape.code.options, ...auditAlarmSchema.shape.code.options])
              .describe(`${bridgeAlarmSchema.shape.code.description}. ${auditAlarmSchema.shape.code.description}`),
          })
          .meta({ id: 'StreamAlarm' }),
      )
      .describe('Alarms of the bridged streams, raised by the bridge service and the auditor'),
    lastError: z.string().nullable().describe('The last error of a bridged stream'),
    streams: z.array(bridgedStreamSchema.meta({ id: 'BridgedStream' })),
    bridges: z
      .array(bridgeStateSchema.meta({ id: 'Bridge' }))
      .describe('The declared bridges over which this site receives messages'),
    heartbeatAge: z.number().nullable().describe("Age of the feed's last heartbeat in milliseconds"),
    clock: clockSchema.describe("How this API's clock and the feed's compare"),
    stale: staleOrNull,
    complete: z
      .boolean()
      .describe('False while missed quotes are still being filled in, and while messages are missing from a stream'),
    symbols: z.int().nonnegative().describe('How many symbols have a quote'),
    totals: z.object({
      received: z.int().nonnegative(),
      missing: z.int().nonnegative().describe('Quotes that may still be filled in'),
      lost: z.int().nonnegative().describe('Quotes that will never come'),
      refused: z.int().nonnegative().describe('Messages that broke the contract'),
    }),
    now: z.number().describe("This API's clock, in milliseconds since the Unix epoch"),
  })
  .meta({ id: 'Status' });
export type StatusAnswer = z.infer<typeof statusAnswer>;

export const ledgerAnswer = auditStatusSchema
  .extend({ now: z.number().describe("This API's clock, in milliseconds since the Unix epoch") })
  .meta({ id: 'Ledger' });
export type LedgerAnswer = z.infer<typeof ledgerAnswer>;

export const symbolLedgerAnswer = symbolAccountSchema.extend({ site: ownSite }).meta({ id: 'SymbolLedger' });
export type SymbolLedgerAnswer = z.infer<typeof symbolLedgerAnswer>;

/** The data of `event: quote` in the event stream. */
export const quoteEvent = quoteSchema
  .extend({
    conflated: z
      .int()
      .nonnegative()
      .describe('How many quotes of the symbol this one replaced because the client read too slowly'),
  })
  .meta({ id: 'QuoteEvent' });

/** The data of `event: status` in the event stream. */
export const statusEvent = z
  .object({ site: ownSite, stale: staleOrNull, complete: z.boolean(), now: timeSchema })
  .meta({ id: 'StatusEvent' });
export type StatusEvent = z.infer<typeof statusEvent>;

/** The data of `event: reset` in the event stream. */
export const resetEvent = z
  .object({ reason: z.string().describe('Why the quotes after `Last-Event-ID` cannot all be sent') })
  .meta({ id: 'ResetEvent' });
export type ResetEvent = z.infer<typeof resetEvent>;
