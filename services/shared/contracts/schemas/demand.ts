import { z } from 'zod';
import type { Demand } from '../wire/demand.ts';
import { symbolSchema, timeSchema } from './schemas.ts';

export const demandSchema = z.object({
  instance: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 _ -')
    .describe('The gateway, unique within its site'),
  symbol: symbolSchema
    .nullable()
    .describe("null: clients subscribed to the whole market, who are in no symbol's number"),
  clients: z.int().min(0).describe('Clients subscribed at this gateway'),
  time: timeSchema,
  expires: timeSchema.describe('When the message is no longer valid, in milliseconds since the Unix epoch'),
}) satisfies z.ZodType<Demand>;
