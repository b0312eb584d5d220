import { z } from 'zod';
import type { DetailsReply, InstrumentDetails } from '../wire/instrument-details.ts';
import { priceSchema, symbolSchema } from './schemas.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const ACTIONS = ['dividend', 'split', 'merger', 'other'] as const;
/** More than any instrument has; bounds a reply. */
const MAX_ACTIONS = 1_000;

const clockTimeSchema = z.string('must be HH:MM').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

const tradingHoursSchema = z.strictObject({
  timeZone: z
    .string('must be a time zone such as America/New_York')
    .refine(isTimeZone, 'must be a time zone such as America/New_York')
    .describe('A name of the IANA time zone database'),
  days: z.array(z.enum(WEEKDAYS, `must be ${WEEKDAYS.join(', ')}`)).min(1, 'must have at least one day'),
  open: clockTimeSchema.describe('HH:MM by the clock of the time zone'),
  close: clockTimeSchema.describe('HH:MM; earlier than `open` when the session ends the next day'),
});

const corporateActionSchema = z.strictObject({
  type: z.enum(ACTIONS, `must be ${ACTIONS.join(', ')}`),
  exDate: z.iso
    .date('must be a day, YYYY-MM-DD')
    .describe('The first day on which the instrument is traded without it'),
  text: z.string('must be a text').max(500, 'must have at most 500 characters').describe('For people'),
});

/** The fields of a line of the reference data's file. */
export const detailsFieldsSchema = z.strictObject({
  symbol: symbolSchema,
  name: z.string('must be a text').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  currency: z
    .string('must be a code of ISO 4217')
    .regex(/^[A-Z]{3}$/, 'must be a code of ISO 4217')
    .describe('ISO 4217'),
  tickSize: priceSchema.describe('The smallest price step, a decimal string'),
  lotSize: z
    .number('must be a number greater than 0')
    .positive('must be a number greater than 0')
    .describe('Orders are for multiples of this many'),
  tradingHours: tradingHoursSchema,
  corporateActions: z
    .array(corporateActionSchema)
    .max(MAX_ACTIONS, `must have at most ${MAX_ACTIONS} entries`)
    .describe('The earliest first'),
});

export const instrumentDetailsSchema = detailsFieldsSchema.extend({
  source: z
    .enum(['demo', 'file'])
    .describe('`demo`: invented for the demo, not facts about the company. `file`: from the file given to the service'),
}) satisfies z.ZodType<InstrumentDetails>;

export const detailsReplySchema = z.strictObject({
  details: instrumentDetailsSchema.nullable(),
}) satisfies z.ZodType<DetailsReply>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
