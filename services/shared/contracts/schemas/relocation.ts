import { z } from 'zod';
import type { RelocationAnswer, RelocationRefusal, RelocationRequest } from '../wire/relocation.ts';
import { siteSchema } from './schemas.ts';

const HOUR_MS = 3_600_000;
const countSchema = z.int().nonnegative();

export const relocationRequestSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .describe('Names the request: a gateway that has accepted it already answers again and does nothing more'),
  share: z.number().min(0).max(1).describe('The share of its clients that a gateway moves'),
  withinMs: z
    .number()
    .min(0)
    .max(HOUR_MS)
    .describe('The clients are asked to relocate one after the other, spread evenly over this time, in milliseconds'),
  deadlineMs: z
    .number()
    .min(0)
    .max(HOUR_MS)
    .describe('A client that is still connected this long after it was asked is closed, in milliseconds'),
}) satisfies z.ZodType<RelocationRequest>;

export const relocationAnswerSchema = z.object({
  instance: z.string().describe('Names the gateway: unique among those of its site'),
  site: siteSchema,
  clients: countSchema.describe('How many clients it has'),
  moving: countSchema.describe('How many of them this request moves'),
  version: z.string().describe('The version of the contracts that the gateway uses'),
}) satisfies z.ZodType<RelocationAnswer>;

export const relocationRefusalSchema = z.object({
  error: z.string().describe('The field that breaks the contract, and what is allowed'),
}) satisfies z.ZodType<RelocationRefusal>;
